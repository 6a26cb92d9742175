"""What SMILE is made to run on: lists of packages, their locks, and what installs them."""
