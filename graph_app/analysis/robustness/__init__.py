"""Which single ties and single nodes a city's reach depends on."""
