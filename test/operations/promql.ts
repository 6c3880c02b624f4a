import { parser } from '@prometheus-io/lezer-promql';

/** One metric as an expression asks for it, with the labels that it is narrowed by. */
export interface Selected {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Expression {
  readonly selected: readonly Selected[];
  /** Labels that are grouped or matched by. */
  readonly grouping: readonly string[];
}

/** @param text PromQL @throws Error where it is none, naming the place */
export function parsePromql(text: string): Expression {
  const selected: { metric: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  let isInMatchers = false;
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const here = text.slice(from, to);
      if (type.isError) throw new Error(`${text} is no PromQL at ${from}.`);
      if (type.name === 'LabelMatchers') isInMatchers = true;
      if (type.name === 'VectorSelector') selected.push({ metric: '', labels: [] });
      if (type.name === 'Identifier') selected.at(-1)!.metric = here;
      if (type.name === 'LabelName') (isInMatchers ? selected.at(-1)!.labels : grouping).push(here);
    },
    leave: ({ type }) => {
      if (type.name === 'LabelMatchers') isInMatchers = false;
    },
  });
  return { selected, grouping };
}
