/**
 * An amount of one currency as two whole numbers, whose sums are exact: whole units, and millionths of one (0 to 999,999 in
 * size, with the sign of the amount). One number of millionths alone would be beyond 2⁵³ from nine billions on.
 */
export interface Money {
  readonly currency: string;
  readonly units: number;
  readonly micros: number;
}

/**
 * What a source gives as a value and its currency.
 * @param value at most six decimal places and 10¹² in size; what is finer is rounded
 * @returns undefined without a currency, or where the value is no such number
 */
export function moneyOf(value: number | undefined, currency: string | undefined): Money | undefined {
  if (value === undefined || currency === undefined || !(Math.abs(value) <= 1e12)) return undefined;
  // The digits that the source wrote: by arithmetic 999,999,999,999.999 would have 999,023 millionths.
  const [whole, fraction = ''] = String(Math.abs(value)).split('.');
  // Below a millionth it is written with an exponent.
  if (whole!.includes('e') || fraction.includes('e')) return normal(currency, 0, 0);
  const sign = value < 0 ? -1 : 1;
  return normal(currency, sign * Number(whole), sign * Math.round(Number(`0.${fraction}0`) * 1e6));
}

/** Amounts by currency, one of each, in the order of their names: never added across. */
export function addMoney(amounts: readonly Money[], more: Money): Money[] {
  const before = amounts.find(({ currency }) => currency === more.currency);
  const sum =
    before === undefined ? more : normal(more.currency, before.units + more.units, before.micros + more.micros);
  return [...amounts.filter(({ currency }) => currency !== more.currency), sum].sort((a, b) =>
    a.currency < b.currency ? -1 : 1,
  );
}

/** As one number again: exact up to what a double holds. */
export function amountOf({ units, micros }: Money): number {
  return units + micros / 1e6;
}

function normal(currency: string, units: number, micros: number): Money {
  const carried = Math.trunc(micros / 1e6);
  let [whole, rest] = [units + carried, micros - carried * 1e6];
  if (whole > 0 && rest < 0) [whole, rest] = [whole - 1, rest + 1e6];
  if (whole < 0 && rest > 0) [whole, rest] = [whole + 1, rest - 1e6];
  // No negative zeros: they are other bytes.
  return { currency, units: whole + 0, micros: rest + 0 };
}
