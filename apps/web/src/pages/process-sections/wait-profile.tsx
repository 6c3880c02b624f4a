import type { WaitTimesAnswer } from '#workspace/processes/parts/wait-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';

const words = texts.process.waits;
const shownPairs = 10;

/** How long it takes from one activity to another that comes later in the case. */
export function WaitProfile({ waits: { profile } }: { readonly waits: WaitTimesAnswer }) {
  const { count, duration } = useLanguage();
  return (
    <>
      <h3>{words.profile}</h3>
      {profile === undefined ? (
        <p className="quiet">{words.tooLarge}</p>
      ) : (
        <>
          <FigureTable
            label={words.profile}
            head={words.from}
            columns={[
              { title: words.to, isText: true },
              { title: words.times },
              { title: words.mean },
              { title: words.deviation },
            ]}
            rows={profile.pairs.map(({ from, to, n, mean, stdev }) => ({
              key: JSON.stringify([from, to]),
              name: from,
              cells: [to, count(n), duration(mean), stdev === undefined ? '–' : duration(stdev)],
            }))}
            atFirst={shownPairs}
          />
          <p className="quiet">{words.pairs(count(profile.pairsTotal), count(profile.observations))}</p>
        </>
      )}
    </>
  );
}
