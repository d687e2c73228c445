"""One page of truth about one subject: a worker or a case, as at a day and as known then."""
