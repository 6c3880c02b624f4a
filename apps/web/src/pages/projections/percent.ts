/** How much of the ledger a build has folded. */
export function percentOf({ done, total }: { readonly done: number; readonly total: number }): string {
  return `${total === 0 ? 100 : Math.floor((100 * done) / total)} %`;
}
