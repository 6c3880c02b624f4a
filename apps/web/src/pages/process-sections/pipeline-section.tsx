import type { PipelineAnswer, VelocityAnswer } from '#workspace/processes/parts/stage-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';
import { OutcomeFacts } from './outcome-facts.js';

const words = texts.process.pipeline;

/** What open cases are worth, a currency at a time, how fast value comes out of them, and how cases came out. */
export function PipelineSection({ answer: { pipeline } }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  if (pipeline === undefined) return null;
  const { open, withoutWorth, undeclared, currencies, outcomes } = pipeline;
  return (
    <>
      <p>{words.open(count(open), count(withoutWorth))}</p>
      {undeclared > 0 && <p className="quiet">{words.undeclaredCases(count(undeclared))}</p>}
      {currencies.length === 0 && <p className="quiet">{words.noWorth}</p>}
      {currencies.map((one) => (
        <Currency key={one.currency} of={one} />
      ))}
      <OutcomeFacts outcomes={outcomes} />
    </>
  );
}

function Currency({ of: { currency, open, stages, velocity } }: { readonly of: PipelineAnswer['currencies'][number] }) {
  const { count } = useLanguage();
  return (
    <>
      <FigureTable
        label={words.table(currency)}
        head={words.stage}
        columns={[{ title: words.cases }, { title: currency }]}
        rows={[
          ...stages
            .filter(({ stage, cases }) => stage !== undefined || cases > 0)
            .map(({ stage, cases, value }) => ({
              // A stage may be called as any text is; only what is in none has no name.
              key: JSON.stringify([stage]),
              name: stage ?? words.noStage,
              cells: [count(cases), count(value)],
            })),
          { key: 'all', name: words.all, cells: [count(open.cases), count(open.value)] },
        ]}
        atFirst={stages.length + 1}
      />
      <Velocity velocity={velocity} currency={currency} />
    </>
  );
}

function Velocity({ velocity, currency }: { readonly velocity: VelocityAnswer; readonly currency: string }) {
  const { count, share, duration } = useLanguage();
  const { open, winRate, worth, cycle, perDay, noneBecause } = velocity;
  if (perDay === undefined)
    return (
      <p className="quiet">
        {words.velocity}: {words.noVelocity[noneBecause ?? 'none-won']}.
      </p>
    );
  return (
    <p>
      {words.velocity}:{' '}
      <WhyNumber title={words.velocity} value={words.perDay(count(perDay), currency)} definition={words.velocityWhy} />{' '}
      <span className="quiet">
        = {words.made(count(open), share(winRate.share ?? 0), count(worth.mean ?? 0), duration(cycle.mean ?? 0))}
      </span>
    </p>
  );
}
