"""What users take away. Every file is made from one list of columns and one iterator of rows, so that no two formats tell different things."""
