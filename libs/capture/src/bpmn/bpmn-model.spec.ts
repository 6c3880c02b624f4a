import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { readBpmn } from './bpmn-model.js';
import { drawn, file, namespace, refusal, straight } from './testing.js';

describe('a BPMN file', () => {
  it('is read as a graph of its tasks, gateways, starts and ends', async () => {
    const xml = file(
      drawn(`startEvent s
        userTask offer Make an offer
        exclusiveGateway x Accepted?
        serviceTask again Ask again
        task win Win
        endEvent e
        s>offer
        offer>x
        x>win
        x>again
        again>offer
        win>e`),
    );
    expect(await readBpmn(xml)).toEqual({
      kind: 'graph',
      nodes: [
        { id: 's' },
        { id: 'offer', activity: 'Make an offer' },
        { id: 'x' },
        { id: 'again', activity: 'Ask again' },
        { id: 'win', activity: 'Win' },
        { id: 'e' },
      ],
      edges: [
        ['s', 'offer'],
        ['offer', 'x'],
        ['x', 'win'],
        ['x', 'again'],
        ['again', 'offer'],
        ['win', 'e'],
      ],
      start: 's',
      end: 'e',
    });
  });

  it('may have tasks of all kinds, of the same name too', async () => {
    const kinds = ['task', 'userTask', 'serviceTask', 'sendTask', 'receiveTask', 'manualTask', 'businessRuleTask'];
    const rows = [...kinds, 'scriptTask'].map((kind, at) => `${kind} t${at} Do`);
    const ways = rows.map((_row, at) => `t${at}>${at < rows.length - 1 ? `t${at + 1}` : 'e'}`);
    const model = await readBpmn(file(drawn(['startEvent s', ...rows, 'endEvent e', 's>t0', ...ways].join('\n'))));
    expect(model).toMatchObject({ nodes: expect.arrayContaining([{ id: 't7', activity: 'Do' }]) });
  });

  it('may begin and end in several places, which are joined', async () => {
    const xml = file(
      drawn(
        'startEvent start\nstartEvent s\ntask a A\nendEvent e\nendEvent f\nexclusiveGateway x\nstart>a\ns>a\na>x\nx>e\nx>f',
      ),
    );
    expect(await readBpmn(xml)).toMatchObject({
      nodes: expect.arrayContaining([{ id: 'start-' }, { id: 'end' }]),
      edges: expect.arrayContaining([
        ['start-', 'start'],
        ['start-', 's'],
        ['e', 'end'],
        ['f', 'end'],
      ]),
      start: 'start-',
      end: 'end',
    });
  });

  it('is read by what it means, whatever prefixes, ids and line ends it is written with', async () => {
    const xml = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<b:definitions xmlns:b="${namespace}">\r\n<b:process id="p">
      <b:startEvent id="96b04510-7bb2"/><b:task id="Tätigkeit" name="  Offer &amp;amp;&#10; &quot;more&quot; &lt;1&gt;
      now"/><b:endEvent id="__proto__"/>
      <b:sequenceFlow sourceRef=" 96b04510-7bb2 " targetRef="Tätigkeit"/><b:sequenceFlow sourceRef="Tätigkeit" targetRef="__proto__"/>
    </b:process></b:definitions>`;
    expect(await readBpmn(xml)).toEqual({
      kind: 'graph',
      nodes: [
        { id: '96b04510-7bb2' },
        { id: 'Tätigkeit', activity: 'Offer &amp; "more" <1>       now' },
        { id: '__proto__' },
      ],
      edges: [
        ['96b04510-7bb2', 'Tätigkeit'],
        ['Tätigkeit', '__proto__'],
      ],
      start: '96b04510-7bb2',
      end: '__proto__',
    });
  });

  it('holds much that says nothing about the ways', async () => {
    const notes = `<documentation id="1">text</documentation><extensionElements><v:x id="s"><v:y/></v:x></extensionElements>
      <laneSet id="l"><lane id="m"><flowNodeRef>a</flowNodeRef></lane></laneSet>
      <dataObject id="d"/><dataObjectReference id="r" dataObjectRef="d"/><dataStoreReference id="t"/>
      <textAnnotation id="n"><text>parallel</text></textAnnotation><association id="o" sourceRef="a" targetRef="n"/>
      <group id="g"/><!-- note --><?note x?>
      <sequenceFlow id="twice" sourceRef="s" targetRef="x"/>
      <exclusiveGateway id="x" default="y"><incoming>z</incoming><outgoing>y</outgoing></exclusiveGateway>
      <sequenceFlow id="y" sourceRef="x" targetRef="a"><conditionExpression>a &gt; 1</conditionExpression></sequenceFlow>
      <sequenceFlow id="z" sourceRef="x" targetRef="a"/>`;
    const around = `<message id="m1"/><itemDefinition id="i"/><messageEventDefinition id="md"/><process id="empty"/>
      <collaboration id="c"><participant id="pool" name="Us" processRef="v:p"/><participant id="them"/></collaboration>
      <v:simulation id="s"><v:x/></v:simulation>
      <BPMNDiagram xmlns="http://www.omg.org/spec/BPMN/20100524/DI" id="s"><BPMNPlane><odd/></BPMNPlane></BPMNDiagram>`;
    const rows = 'startEvent s\nuserTask a Offer\nendEvent e\na>e';
    expect(await readBpmn(file(notes + drawn(rows), around))).toEqual({
      kind: 'graph',
      nodes: [{ id: 'x' }, { id: 's' }, { id: 'a', activity: 'Offer' }, { id: 'e' }],
      edges: [
        ['s', 'x'],
        ['x', 'a'],
        ['a', 'e'],
      ],
      start: 's',
      end: 'e',
    });
  });
});

describe('a file that is no BPMN 2.0', () => {
  it.each([
    ['nothing', ' \n', 'file-unreadable', /is empty/],
    ['no XML', '{"kind": "graph"}', 'file-unreadable', /broken at line 1/],
    ['cut XML', file(straight).slice(0, -5), 'file-unreadable', /broken at line 6/],
    ['an undeclared prefix', file('<w:task/>'), 'file-unreadable', /broken at line 2/],
    ['an unknown entity', file('<task name="&boom;"/>'), 'file-unreadable', /broken at line 2/],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${file(straight)}`, 'file-unreadable', /<!DOCTYPE/],
    ['a Petri net', '<pnml><net/></pnml>', 'file-unreadable', /Petri net \(PNML\)/],
    ['a page', '<html/>', 'file-unreadable', /begins with <html>/],
    [
      'another vocabulary of the same word',
      '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>',
      'file-unreadable',
      /BPMN 2.0/,
    ],
    ['no vocabulary', '<definitions/>', 'file-unreadable', /BPMN 2.0/],
    ['too much text', ' '.repeat(limits.bpmnChars + 1), 'limit-exceeded', /4194304 characters/],
    ['too many elements', file('<foo/>'.repeat(limits.bpmnElements)), 'limit-exceeded', /more than 10000/],
    ['too deep nesting', file('<subProcess>'.repeat(100)), 'limit-exceeded', /deeper than 64/],
  ])('is refused: %s', async (_what, xml, code, message) => {
    const error = await refusal(xml);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('is not worked on without end', async () => {
    // Each would cost the square of its size if the places of what is odd were looked for one by one.
    const notes = '<documentation id="1">x<b/></documentation>'.repeat(80_000);
    expect(await readBpmn(file(straight + notes))).toMatchObject({ start: 's', end: 'e' });
    const unnamed = '<task/>x'.repeat(limits.bpmnElements - 10);
    expect((await refusal(file(straight + unnamed))).violations).toHaveLength(limits.bpmnRefusals);
  });
});
