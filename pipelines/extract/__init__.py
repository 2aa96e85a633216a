"""From a document to a report: the stages composed, in a child process with limits."""
