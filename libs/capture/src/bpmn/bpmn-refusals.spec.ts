import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { testDataFile } from '../testing.js';
import { drawn, file, refusal, straight } from './testing.js';

/** What is wrong with it: `LINE: WHAT`. */
async function problems(xml: string): Promise<string[]> {
  const { code, violations } = await refusal(xml);
  expect(code).toBe('invalid');
  return violations.map(({ field, message }) => `${field.replace('line ', '')}: ${message}`);
}

const both = 'has 2 outgoing flows: without an exclusive gateway all of them are taken at once';

describe('what no expected path can say', () => {
  it.each([
    ['<parallelGateway id="g" name="Both"/>', 'parallel gateway "Both" (g) is not read'],
    ['<inclusiveGateway id="g"/>', 'inclusive gateway (g) is not read'],
    [
      '<complexGateway id="g"><activationCondition>x</activationCondition></complexGateway>',
      'complex gateway (g) is not read',
    ],
    ['<eventBasedGateway id="g"/>', 'event-based gateway (g) is not read'],
    ['<callActivity id="c" name="Call"/>', 'call activity "Call" (c) is not read'],
    ['<transaction id="t"/>', 'transaction (t) is not read'],
    ['<adHocSubProcess id="t"><completionCondition/></adHocSubProcess>', 'ad-hoc sub-process (t) is not read'],
    ['<subProcess id="t" triggeredByEvent="1"/>', 'event sub-process (t) is not read'],
    ['<intermediateThrowEvent id="i"/>', 'intermediate throw event (i) is not read'],
    [
      '<intermediateCatchEvent id="i"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>',
      'timer intermediate catch event (i) is not read',
    ],
    [
      '<boundaryEvent id="b" attachedToRef="a"><errorEventDefinition id="1"/></boundaryEvent>',
      'error boundary event (b) is not read',
    ],
    ['<startEvent id="m"><messageEventDefinition/></startEvent>', 'message start event (m) is not read'],
    [
      '<startEvent id="m"><eventDefinitionRef>x</eventDefinitionRef></startEvent>',
      'triggered start event (m) is not read',
    ],
    ['<endEvent id="m"><terminateEventDefinition/></endEvent>', 'terminate end event (m) is not read'],
    [
      '<endEvent id="m"><signalEventDefinition/><errorEventDefinition/></endEvent>',
      'multiple end event (m) is not read',
    ],
    ['<choreographyTask id="c"/>', 'choreography task (c) is not read'],
    [
      '<task id="t" name="T"><multiInstanceLoopCharacteristics id="7"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>',
      'task "T" (t) has a multi-instance marker',
    ],
    ['<task id="t" name="T"><standardLoopCharacteristics/></task>', 'task "T" (t) has a loop marker'],
    ['<task id="t" name="T" isForCompensation="1"/>', 'task "T" (t) is a compensation'],
    ['<task id="t" name="T" completionQuantity="2"/>', 'task "T" (t) takes or gives several tokens'],
    ['<receiveTask id="t" name="T" instantiate="true"/>', 'receive task "T" (t) begins the process'],
    ['<task id="t"/>', 'task (t) has no name, and an activity needs one'],
    ['<task id="t" name="&#10; "/>', 'task (t) has no name, and an activity needs one'],
    ['<v:gateway/>', '<v:gateway> is of another vocabulary'],
    ['<orGateway/>', '<orGateway> is no element of BPMN 2.0'],
    ['<task id="a" name="B"/>', '"a" is the id of two elements'],
    [
      '<sequenceFlow id="f" sourceRef="a"/>',
      [`3: task "Offer" (a) ${both}`, '8: sequence flow (f) leads to nothing in its process'],
    ],
    ['<sequenceFlow name="x" sourceRef="p" targetRef="a"/>', 'sequence flow "x" comes from nothing in its process'],
    ['<sequenceFlow id="f" sourceRef="e" targetRef="a"/>', ['4: end event (e) has an outgoing flow']],
    [
      '<sequenceFlow id="f" sourceRef="a" targetRef="s"/>',
      ['2: start event (s) has an incoming flow', `3: task "Offer" (a) ${both}`],
    ],
  ])('%s', async (element, message) => {
    expect(await problems(file(`${straight}\n\n${element}`))).toEqual(
      typeof message === 'string' ? [`8: ${message}`] : message,
    );
  });

  it('is named all at once, with lines, also within sub-processes', async () => {
    const found = await problems(
      file(
        `${straight}\n<subProcess\n  id="sub" name="Within">\n<task id="t"/>\n<parallelGateway name="deep"/></subProcess>\r\n<inclusiveGateway\r\n id="i"/>`,
        '\n<collaboration id="c"><participant id="o"/><participant id="o2"><participantMultiplicity maximum="3"/></participant>\n<messageFlow id="m" sourceRef="a" targetRef="o"/></collaboration>\n<choreography id="ch"><participantAssociation/></choreography>',
      ),
    );
    expect(found).toEqual([
      '7: sub-process "Within" (sub) is not read',
      '10: parallel gateway "deep" is not read',
      '11: inclusive gateway (i) is not read',
      '13: pool (o2) stands for several participants',
      '14: message flow (m) is not read',
      '15: choreography (ch) is not read',
    ]);
  });

  it('is told in one sentence too', async () => {
    const { message, hint } = await refusal(
      file(Array.from({ length: 7 }, (_none, at) => `<parallelGateway id="g${at}"/>`).join('')),
    );
    expect(message).toBe(
      `The model cannot be read as an expected path: ${[0, 1, 2, 3, 4].map((at) => `parallel gateway (g${at}) is not read (line 2)`).join('; ')}; and 2 more.`,
    );
    expect(hint).toMatch(/exclusive gateways/);
  });

  it('is what several flows out of a task or a start mean, and a condition there', async () => {
    const ways = 'startEvent s\ntask a A\ntask b B\nendEvent e\ns>a\ns>b\na>b\na>e';
    const condition = '<sequenceFlow id="f" sourceRef="b" targetRef="e"><conditionExpression/></sequenceFlow>';
    expect(await problems(file(`${drawn(ways)}\n${condition}`))).toEqual([
      `2: start event (s) ${both}`,
      `3: task "A" (a) ${both}`,
      '10: sequence flow (f) has a condition without an exclusive gateway',
    ]);
  });

  it('are two processes', async () => {
    expect(await problems(file(straight, `\n<process id="q" name="Other"><task id="t" name="T"/></process>`))).toEqual([
      '2: process (p) is one of several',
      '7: process "Other" (q) is one of several',
    ]);
  });

  it.each([
    ['a start', 'task a A\nendEvent e\na>e', '2: process (p) has no start event'],
    ['an end', 'startEvent s\ntask a A\ns>a', '2: process (p) has no end event'],
    [
      'a way in',
      'startEvent s\ntask a A\ntask b B\nendEvent e\ns>a\na>e\nb>a',
      '4: task "B" (b) is not reached from a start event',
    ],
    [
      'a way out',
      'startEvent s\ntask a A\nexclusiveGateway b B\nendEvent e\ns>b\nb>e\nb>a',
      '3: task "A" (a) leads to no end event',
    ],
  ])('is a model without %s', async (_what, rows, message) => {
    expect(await problems(file(drawn(rows)))).toEqual([message]);
  });

  it('is a task within a task', async () => {
    expect(await problems(file(`${straight}\n<task id="t" name="T">\n<task id="u" name="U"/></task>`))).toEqual([
      '8: <task> cannot stand where it does',
    ]);
  });

  it('is a model without anything, without activities, or with too much', async () => {
    expect((await refusal(file('<dataObject/>'))).message).toBe('The file has no process with anything in it.');
    expect((await refusal(file(drawn('startEvent s\nendEvent e\ns>e')))).message).toMatch(
      /at least one with an activity/,
    );
    const rows = Array.from({ length: limits.modelNodes }, (_none, at) => `task t${at} T\nx>t${at}\nt${at}>y`);
    const many = drawn(
      ['startEvent s\nexclusiveGateway x\nexclusiveGateway y\nendEvent e\ns>x\ny>e', ...rows].join('\n'),
    );
    expect((await refusal(file(many))).message).toMatch(/a list of 1 to 500 nodes/);
    expect((await problems(file(straight.replace('Offer', 'x'.repeat(201))))).join()).toMatch(/at most 200 characters/);
  });
});

describe('the models of the test data', () => {
  const text = (name: string) => readFileSync(testDataFile(`process/models/${name}`), 'utf8');

  it.each([
    ['running-example.bpmn', { 'parallel gateway': 2 }],
    ['ch7_CreditAppSimulation.bpmn', { 'parallel gateway': 2 }],
    ['simple_model.bpmn', { 'parallel gateway': 2, 'sub-process': 1 }],
  ])('%s is refused for what it holds', async (name, expected) => {
    const xml = text(name);
    const { code, violations } = await refusal(xml);
    expect(code).toBe('invalid');
    const rows = xml.split('\n');
    const found: Record<string, number> = {};
    for (const { field, message } of violations) {
      const [, kind, id] = /^([a-z-]+(?: [a-z-]+)*).*\(([^()]+)\) is not read$/.exec(message)!;
      found[kind!] = (found[kind!] ?? 0) + 1;
      const tag = kind!.replaceAll(/[ -](\w)/g, (_all, letter: string) => letter.toUpperCase());
      expect(rows[Number(field.replace('line ', '')) - 1]).toMatch(new RegExp(`<(?:\\w+:)?${tag}.*id="${id}"`));
    }
    expect(found).toEqual(expected);
  });

  it('a Petri net is refused', async () => {
    expect(await refusal(text('receipt_one_variant.pnml'))).toMatchObject({ code: 'file-unreadable' });
  });
});
