/** Beyond this the squares of two values that differ could overflow. */
const greatest = 1e100;

/** Whether a value of a series can be used: a number, and not so great that its square overflows. */
export function isUsableValue(value: number): boolean {
  return Math.abs(value) <= greatest;
}
