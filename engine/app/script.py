"""The script that Streamlit runs for the installed package: ``heng app`` starts it by its path."""

from engine.app import main

main()
