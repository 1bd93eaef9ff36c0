"""What the JSX elements in `public/elements` are given: labels and values ready to be shown; pure."""
