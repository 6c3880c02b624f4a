/** Rows of a list that an answer holds at most; how many there are stands beside it. */
export const rowsListed = 50;
