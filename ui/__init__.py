"""What people touch: the windows (Qt) and, under ui/command, the same house without a window."""
