"""Example data sets that ship with scikit-learn, written as CSV files with the column `class`."""
