import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { ownerHandover } from '../../api/handover-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import { useMoment } from '../relationship/use-moment.js';
import styles from './handover.module.css';
import { Pack } from './pack.js';

const words = texts.handover;

/** All relationships of an owner at a moment, value at risk first. */
export default function OwnerHandoverPage() {
  const [search] = useSearchParams();
  const owner = search.get('owner') ?? '';
  const { query } = useMoment();
  const { count } = useLanguage();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(ownerHandover(owner, query));
  const packs = data?.pages.flatMap((page) => page.rows) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const moment = new URLSearchParams(search);
  moment.delete('owner');
  const whose = data?.pages[0]?.owner;
  const name = whose === undefined ? '' : nameOf(whose);
  useDocumentTitle(`${words.ofOwner(name)} · ${texts.name}`);
  if (owner === '')
    return (
      <>
        <h1>{words.whose}</h1>
        <p className="quiet">{words.whoseDetail}</p>
      </>
    );
  return (
    <>
      <header className={styles['head']}>
        <h1>{words.ofOwner(name)}</h1>
        {data && <span className="quiet">{words.some(count(packs.length), count(total))}</span>}
        {packs.length > 0 && (
          <button type="button" onClick={() => window.print()}>
            {words.print}
          </button>
        )}
      </header>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {!error && !data && <SkeletonLines count={12} />}
      {data && packs.length === 0 && (
        <p>
          {words.none}. <span className="quiet">{words.noneDetail}</span>
        </p>
      )}
      {packs.map((pack) => (
        <Pack
          key={pack.relationship.id}
          pack={pack}
          to={`/relationships/${encodeURIComponent(pack.relationship.id)}?${moment.toString()}`}
        />
      ))}
      {isFetchNextPageError && <ProblemState error={error} retry={fetchNextPage} />}
      {hasNextPage && !isFetchNextPageError && (
        <p className={styles['screen']}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </p>
      )}
    </>
  );
}
