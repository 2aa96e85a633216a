"""The first live night, prepared: a sample of the seeds is searched, and what was not understood is kept to be sent."""
