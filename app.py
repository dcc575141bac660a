"""Start the app: ``streamlit run app.py``."""

from engine.app import main

if __name__ == "__main__":  # worker processes import this file again
    main()
