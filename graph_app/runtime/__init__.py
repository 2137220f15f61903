"""What runs beneath the computations: results cached on disk, processes beside this one."""
