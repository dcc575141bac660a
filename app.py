"""Start the app: ``streamlit run app.py``."""

from engine.app import main

main()
