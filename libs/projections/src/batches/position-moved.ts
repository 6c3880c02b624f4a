/** Somebody else has folded into the build: what was made for its old state is worth nothing. */
export class PositionMoved extends Error {
  constructor(build: string) {
    super(`Somebody else folds into ${build}`);
  }
}
