/** All there is to say about whose data is meant, as plain data: whoever reads it, in whichever thread, comes to the same rows. */
export interface WorldDescription {
  readonly seed: number;
  readonly customers: number;
}
