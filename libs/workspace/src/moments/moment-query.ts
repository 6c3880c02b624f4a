/** A moment as a person gives it: ISO 8601, a date (its end, in the workspace's zone), or `-30d` before now. */
export interface MomentQuery {
  /** What had occurred by then. */
  readonly asOf?: string;
  /** What was known by then; alone it is `asOf` too. */
  readonly knownBy?: string;
}
