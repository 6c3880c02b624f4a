/** An id: a lower-case UUID, or one of the named forms of `record.ts`. */
export type Id = string;

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
