"""The service that keeps what people send by forms, and proposes the publishable part as a change in Git."""
