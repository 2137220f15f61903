"""What Streamlit's sessions may do: messages, rights, links to files."""
