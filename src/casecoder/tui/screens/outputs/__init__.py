"""The screens of matrices, pictures and documents."""
