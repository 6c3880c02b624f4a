import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBpmn } from '#capture/bpmn/bpmn-model.js';
import { align } from '#measures/process/alignment.js';
import { graphOf } from '#measures/process/model-graph.js';
import type { GraphModel } from '#measures/process/process-model.js';
import { anyGraph, anyTrace, costsByRounds } from './naive-alignment.js';

/** A graph as a modeller would draw it: a task with several ways on has a gateway behind it. */
function drawing({ nodes, edges, start, end }: GraphModel): string {
  const elements = nodes.map(({ id, activity }) =>
    activity === undefined
      ? `<b:exclusiveGateway id="n${id}"/>`
      : `<b:userTask id="n${id}" name="${activity}"/><b:exclusiveGateway id="after${id}"/>`,
  );
  const hasActivity = new Set(nodes.filter(({ activity }) => activity !== undefined).map(({ id }) => id));
  const behind = (id: string) => (hasActivity.has(id) ? `after${id}` : `n${id}`);
  const ways = [
    ['begin', `n${start}`],
    ...[...hasActivity].map((id) => [`n${id}`, `after${id}`]),
    ...edges.map(([from, to]) => [behind(from), `n${to}`]),
    [behind(end), 'done'],
  ];
  const flows = ways.map(([from, to], at) => `<b:sequenceFlow id="f${at}" sourceRef="${from}" targetRef="${to}"/>`);
  return `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"><b:process id="p">
    <b:startEvent id="begin"/>${flows.join('\n')}${elements.join('\n')}<b:endEvent id="done"/></b:process></b:definitions>`;
}

describe('a model that is drawn and read', () => {
  it('is the model that was drawn: cases cost the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph(6), anyTrace(6), async (model, trace) => {
        const read = graphOf(await readBpmn(drawing(model)));
        expect(align(read, trace)).toMatchObject({ cost: costsByRounds(model, trace).at(model.end) });
      }),
      { numRuns: 200 },
    );
  });
});
