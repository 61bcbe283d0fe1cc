"""What people do to a document: functions from one document to the next."""
