import { WhyNumber } from '../../parts/why.js';

/** The head of a column of numbers: it opens to what they count. */
export function ExplainedHead({ title, why }: { readonly title: string; readonly why: string }) {
  return (
    <th scope="col">
      <WhyNumber title={title} value={title} definition={why} />
    </th>
  );
}
