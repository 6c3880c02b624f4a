import { Button } from '@mantine/core';
import { ProblemState } from '../../parts/problem-state.js';

/** As much of a list that comes page by page as is needed to go on with it. */
interface Paged {
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** The way on in a list, or why there is none. */
export function More({
  query: { error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage },
  label,
}: {
  readonly query: Paged;
  readonly label: string;
}) {
  if (isFetchNextPageError) return <ProblemState error={error} retry={fetchNextPage} />;
  if (!hasNextPage) return <></>;
  return (
    <p>
      <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {label}
      </Button>
    </p>
  );
}
