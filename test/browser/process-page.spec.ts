import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { cannedFunnel } from './canned-process-parts.js';
import { launchChromium } from './chromium.js';
import { faultsOfLayout, type PageElement } from './pages.contract.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page of a process', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 3 });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}/processes/helpdesk`);
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });
  afterAll(() => browser?.close());

  it('tells handovers between teams, and why none between people', async () => {
    const teams = page.getByRole('table', { name: 'Handovers between teams' });
    await teams.waitFor();
    expect(await teams.locator('tbody tr').nth(1).locator('th, td').allTextContents()).toEqual([
      'first line',
      'second line',
      '1,840',
    ]);
    await page
      .getByText('Not told: handovers (215) of teams (2) that too few people work in, or that would give those away.')
      .waitFor();
    await page.getByText('Steps without a team: 31.').waitFor();
    expect(await page.getByRole('table', { name: 'Handovers between people' }).count()).toBe(0);
    await page.getByText('no policy for the workforce allows it').getByRole('link', { name: 'Rules' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/rules');
  });

  it('opens a handover between teams to what it is made of', async () => {
    const teams = page.getByRole('table', { name: 'Handovers between teams' });
    const request = page.waitForRequest((one) => one.url().includes('/evidence'));
    await teams.locator('tbody tr').nth(1).getByRole('button', { name: 'what is counted' }).click();
    const asked = new URL((await request).url());
    expect(asked.pathname).toBe('/api/v1/projections/process-handovers/evidence');
    expect(JSON.parse(asked.searchParams.get('cell')!)).toEqual([
      'team-handover',
      'helpdesk',
      'first line',
      'second line',
    ]);
  });

  const asked = () =>
    server.requests
      .filter((request) => request.startsWith('GET /api/v1/processes/helpdesk'))
      .map((request) => new URL(request.slice('GET '.length), server.url));

  it('narrows to chosen cases by what occurs, in the address, and says what is not told of them', async () => {
    const filters = page.getByRole('region', { name: 'Which cases' });
    const names = filters.getByLabel('Condition');
    await names.selectOption('Severity');
    expect(await filters.getByLabel('Value').locator('option').allTextContents()).toEqual(['high', 'low', 'none']);
    await filters.getByLabel('Value').selectOption('high');
    await filters.getByRole('button', { name: 'Add' }).click();
    await page.waitForURL('**/helpdesk?filter=severity%3Dhigh');
    await filters.getByText('447 of 4,580 cases').waitFor();
    await names.selectOption('Began between');
    await filters.getByLabel('From').fill('2012-01-01');
    await filters.getByLabel('To', { exact: true }).fill('2012-12-31');
    await filters.getByRole('button', { name: 'Add' }).click();
    await names.selectOption('With a flow');
    await filters.getByLabel('Activity').selectOption('Wait');
    await filters.getByLabel('Directly followed by').selectOption('Closed');
    await filters.getByRole('button', { name: 'Add' }).click();
    await filters.getByText('with Wait → Closed').waitFor();
    await page.reload();
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual([
      'severity=high',
      'beganFrom=2012-01-01',
      'beganTo=2012-12-31',
      'follows=Wait > Closed',
    ]);
    await page.getByText('Of chosen cases it is not told which team').waitFor();
    const targets = page.getByRole('region', { name: 'Targets' });
    await targets.getByText('Told of all cases only').waitFor();
    await page.locator('svg.process-map').waitFor();
    const narrowed = asked().filter(({ searchParams }) => searchParams.getAll('filter').length === 4);
    expect(
      new Set(
        narrowed.map(({ pathname, searchParams }) => [pathname.split('/').at(-1), searchParams.get('show')].join(' ')),
      ),
    ).toEqual(new Set(['helpdesk ', 'helpdesk conformance', 'map.svg ']));
    await filters.getByRole('button', { name: 'Remove Severity: high' }).click();
    await filters.getByText('Severity: high').waitFor({ state: 'detached' });
    await targets.getByRole('button', { name: 'All cases' }).click();
    await page.waitForURL((url) => url.search === '');
    await page.getByRole('table', { name: 'How targets are kept' }).waitFor();
  });

  it('opens numbers of chosen cases to what they count, and to nothing that is of all cases', async () => {
    await page.goto(`${server.url}/processes/helpdesk?filter=severity%3Dhigh`);
    const flows = page.getByRole('table', { name: 'Flows', exact: true });
    await flows.getByRole('row').nth(1).getByRole('button', { name: 'what is counted' }).click();
    await page.getByRole('dialog').getByText('How often a case went on').waitFor();
    expect(server.requests.some((request) => request.includes('/evidence'))).toBe(false);
  });

  it('says that no case is found beside the conditions, which stay to be changed', async () => {
    await page.goto(`${server.url}/processes/helpdesk?filter=severity%3Dnone`);
    await page.getByRole('alert').waitFor();
    await page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();
    await page.getByRole('button', { name: 'Remove Severity: none' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.locator('svg.process-map').waitFor();
  });

  it('draws two sides on one map, and tells their numbers and tests in a table', async () => {
    await page.goto(`${server.url}/processes/helpdesk?filter=severity%3Dhigh&flows=9`);
    await page.getByRole('button', { name: 'Compare with other cases' }).click();
    const right = page.getByRole('group', { name: 'Right: cases' });
    await right.getByText('Choose what they have').waitFor();
    await right.getByLabel('Condition').selectOption('State');
    await right.getByLabel('Value').selectOption('open');
    await right.getByRole('button', { name: 'Add' }).click();
    await page.getByText('400 cases left, 200 right').waitFor();
    await page.getByText('7 are on both sides, and left out').waitFor();
    const label = page.locator('svg.process-map .label', { hasText: '75% | 25% ▲' }).first();
    await label.waitFor();
    const flows = page.getByRole('table', { name: 'Flows compared' });
    expect(await flows.locator('tbody tr').first().locator('th, td').allTextContents()).toEqual([
      'Assign seriousness',
      'Take in charge ticket',
      '75%',
      '25%',
      '▲ left more',
      '2 h',
      '1 h',
      '▼ left quicker',
    ]);
    await flows
      .getByRole('button', { name: /^▲ left more/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByText('left less right: +42.0 % to +58.0 %; p = < 0.0001, q = < 0.0001')
      .waitFor();
    await page.keyboard.press('Escape');
    const wholes = page.getByRole('table', { name: 'Both sides as wholes' }).locator('tbody tr');
    expect((await wholes.allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Case duration, median, without open cases2 d4 d▼ left quicker',
      'Open1% of 4001% of 200too few',
      'With rework10% of 40010% of 200none found',
    ]);
    // The flows of the map are those that are tested.
    for (const { pathname, searchParams } of asked().filter((url) => url.searchParams.has('against')))
      expect([pathname, searchParams.get('flows')]).toEqual([pathname, '9']);
    await page.getByRole('button', { name: 'Do not compare' }).click();
    await flows.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['severity=high']);
  });

  it('tells how cases keep to the declared path', async () => {
    const part = page.getByRole('region', { name: 'Conformance' });
    await part.getByText('2,366 of 4,580').waitFor();
    await part.getByText('2 cases are too long to be aligned').waitFor();
    const rows = part.getByRole('table').locator('tbody tr');
    expect((await rows.allTextContents()).map((text) => text.trim())).toEqual([
      'Take in charge ticket29562310',
      'Wait0001,236',
    ]);
    const way = part.getByRole('listitem').filter({ hasText: '228' }).first();
    expect(await way.locator('p').textContent()).toBe(
      '− skipped Take in charge ticket+ too often Resolve ticket ×2? not expected Wait',
    );
    const flows = page.getByRole('table', { name: 'Flows', exact: true });
    const told = (at: number) => flows.locator('tbody tr').nth(at).locator('th, td').allTextContents();
    const paths = await Promise.all(
      [0, 1, 2, 3].map(async (at) => (await told(at)).filter((_, i) => [0, 1, 8].includes(i))),
    );
    expect(paths).toEqual([
      ['Resolve ticket', 'Closed', 'on it'],
      ['Assign seriousness', 'Take in charge ticket', 'on it'],
      ['Take in charge ticket', 'Resolve ticket', 'on it'],
      ['Take in charge ticket', 'Wait', 'off it'],
    ]);
    await page.getByRole('list', { name: 'What the map means' }).getByText('not on the declared path').waitFor();
  });

  it('tells how targets are kept, what is due, and who waits for whom', async () => {
    const part = page.getByRole('region', { name: 'Targets' });
    const kept = part.getByRole('table', { name: 'How targets are kept' }).locator('tbody tr').first();
    await kept.waitFor();
    expect(await kept.locator('th, td').allTextContents()).toEqual([
      'solve',
      '40 h of office',
      '88%',
      '4,000',
      '560',
      '4',
      '3',
      '2',
      '5',
      '13',
      '25 h',
      '2 h',
    ]);
    await part.getByText('No calendar “office” is published').waitFor();
    const open = part.getByRole('table', { name: 'Under way, due first' }).locator('tbody tr');
    expect((await open.allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Case 1249Amber Millssolvebreached10 Nov 2026, 10:30us Require upgrade, 9 Nov 2026',
      'Case 383solvepaused, at riskstands still, 1 h leftcustomer Wait, 22 Nov 2026',
    ]);
    expect(await open.first().getByRole('link').getAttribute('href')).toBe(
      '/relationships/00000000-0000-8000-8000-000000000001',
    );
    await part.getByRole('table', { name: 'Who waits for whom' }).getByText('18%').waitFor();
  });

  it('draws a funnel, each share with what it is a share of, and why cases were lost', async () => {
    await page.route('**/api/v1/processes/helpdesk?**', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { declared: object };
      const declared = { ...answer.declared, stages: ['Offer', 'Order'] };
      await route.fulfill({ response, json: { ...answer, declared, funnel: cannedFunnel } });
    });
    await page.reload();
    const part = page.getByRole('region', { name: 'Funnel' });
    await part.getByText('win rate').waitFor();
    const lines = (await part.getByRole('listitem').allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(lines).toEqual([
      'Offer1905 open here · 85 dropped here',
      'Order10050% of 190 in the stage before 7 of the others may still come · 5 never were in the stage before · median 2 h after it',
      'price30 75%',
      'no reason given10 25%',
    ]);
    const bars = part.locator('li [aria-hidden] > span');
    expect(await bars.evaluateAll((all: PageElement[]) => all.map((bar) => bar.getAttribute('style')))).toEqual(
      ['95%', '50%', '75%', '25%'].map((width) => `width: ${width};`),
    );
    await part.getByText('60 won of 100 won or lost, 95 % limits 40% to 60%').waitFor();
    await part.getByText('50% of 120 that ended, 30% of all 200').waitFor();
    await part.getByText('10 cases were in none of these stages.').waitFor();
    expect(await page.getByRole('region', { name: 'Not declared' }).count()).toBe(0);
  });

  it('says of what is not declared how to declare it', async () => {
    const missing = page.getByRole('region', { name: 'Not declared' });
    await missing.getByText('--stages "A, B, C"').first().waitFor();
    expect(await missing.getByRole('term').allTextContents()).toEqual(['Funnel', 'Stages', 'Pipeline']);
    const [how, ends] = ['tend processes define "helpdesk" --stages "A, B, C"', '--won C --lost D'];
    expect(await missing.locator('code').allTextContents()).toEqual([`${how} ${ends}`, how, `${how} ${ends}`]);
  });

  it('is of the moment in the address, with all that it asks', async () => {
    await page.goto(`${server.url}/processes/helpdesk?asOf=2012-12-31&knownBy=2013-01-31`);
    await page.getByRole('note').getByText('2012-12-31').waitFor();
    await page.getByRole('table', { name: 'How targets are kept' }).waitFor();
    await page.locator('svg.process-map').waitFor();
    const past = asked().filter(({ searchParams }) => searchParams.has('asOf'));
    expect(new Set(past.map(({ searchParams }) => searchParams.get('show')))).toEqual(
      new Set([null, 'choices', 'conformance', 'targets']),
    );
    expect(past.some(({ pathname }) => pathname.endsWith('map.svg'))).toBe(true);
    for (const { searchParams } of past) expect(searchParams.get('knownBy')).toBe('2013-01-31');
    const request = page.waitForRequest((one) => one.url().includes('/evidence'));
    const flows = page.getByRole('table', { name: 'Flows', exact: true });
    await flows.getByRole('row').nth(1).getByRole('button', { name: 'what is counted' }).click();
    expect(new URL((await request).url()).searchParams.get('asOf')).toBe('2012-12-31');
  });

  it('looks at the cases alone that went one way', async () => {
    await page
      .getByRole('button', { name: /^Only cases that went Assign seriousness/ })
      .first()
      .click();
    await page.waitForURL(/filter=variant/);
    expect(JSON.parse(new URL(page.url()).searchParams.get('filter')!.slice('variant='.length))).toContain('Closed');
  });

  it('fits every width, compared or not, and names every control', async () => {
    for (const query of ['', '?filter=severity%3Dhigh', '?filter=severity%3Dhigh&against=severity%3Dlow'])
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${server.url}/processes/helpdesk${query}`);
        await page.locator('svg.process-map').waitFor();
        await page.getByRole('region', { name: 'Conformance' }).getByRole('table').waitFor();
        const found = await page.locator('html').evaluate(faultsOfLayout);
        expect({ query, width, found }).toEqual({ query, width, found: [] });
      }
  });
});
