"""What people get on paper: the rules, the results, certificates, and the report for management."""
