import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { linkAndUnlink } from './link-and-unlink.js';

/** A server with pages, whatever stands behind them: more than one relationship, and a process with some flows. */
export interface ServedPages {
  readonly url: string;
  /** Opened first: the address that signs the browser in, where one is needed. */
  readonly link: string;
  readonly process: string;
  close(): Promise<void>;
}

/** A page with everything that went wrong on it. */
export interface Watched {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Opens an empty page that notes errors of scripts, of the policy and of requests, and whom it asks. */
export async function watchedPage(context: BrowserContext, url: string): Promise<Watched> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) faults.push(`asks ${request.url()}`);
  });
  return { page, faults };
}

/** What all pages must do, on any server. */
export function describePages(server: string, start: () => Promise<ServedPages>): void {
  describe(`the pages on ${server}`, () => {
    let served: ServedPages;
    let browser: Browser;
    let context: BrowserContext;
    let session: Awaited<ReturnType<BrowserContext['storageState']>>;
    let page: Page;
    let faults: readonly string[];

    beforeAll(async () => {
      [served, browser] = await Promise.all([start(), launchChromium()]);
      // The link signs in once: its cookie goes to all that follow.
      const first = await browser.newContext();
      const opening = await first.newPage();
      await opening.goto(served.link);
      await opening.waitForURL(`${served.url}/`);
      session = await first.storageState();
      await first.close();
    });
    beforeEach(async () => {
      context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        storageState: session,
      });
      ({ page, faults } = await watchedPage(context, served.url));
      await page.goto(served.url);
      await page.getByRole('grid').waitFor();
    });
    afterEach(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await served?.close();
    });

    const firstName = () => page.locator('[data-cell="0 0"]');
    const openFirst = async (): Promise<void> => {
      await firstName().click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('button[aria-expanded]:has(time)').first().waitFor();
    };
    const openProcess = async (query = ''): Promise<void> => {
      await page.goto(`${served.url}/processes/${encodeURIComponent(served.process)}${query}`);
      await page.locator('svg.process-map [data-flow]').first().waitFor();
    };

    it('sorts the portfolio by a column, in the address, and back', async () => {
      await page.getByRole('columnheader', { name: 'Touchpoints' }).getByRole('button').click();
      await page.waitForURL(/sort=touchpoints&direction=descending/);
      await page.locator('[aria-sort="descending"]', { hasText: 'Touchpoints' }).waitFor();
      const counts = async () =>
        (await page.locator('[data-cell$=" 8"]').allTextContents()).map((text) => Number(text.replace(/\D/g, '')));
      await expect(counts()).resolves.toEqual((await counts()).toSorted((a, b) => b - a));
      await page.getByRole('columnheader', { name: 'Touchpoints' }).getByRole('button').click();
      await page.waitForURL(/direction=ascending/);
      await page.reload();
      await page.locator('[aria-sort="ascending"]', { hasText: 'Touchpoints' }).waitFor();
    });

    it('filters by name without putting the name into the address', async () => {
      const name = (await firstName().textContent())!;
      await page.getByRole('searchbox').fill(name);
      const names = page.locator('[data-cell$=" 0"]');
      await names.filter({ hasNotText: name }).first().waitFor({ state: 'detached' });
      await names.filter({ hasText: name }).first().waitFor();
      expect(page.url()).not.toContain(encodeURIComponent(name));
      await page.getByRole('searchbox').fill('nobody has such a name');
      await page.getByText('No relationship has').waitFor();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByRole('grid').waitFor();
    });

    it('is worked with the keyboard: to the grid, down, open, back', async () => {
      const second = await page.locator('[data-cell="1 0"]').textContent();
      await firstName().focus();
      await page.keyboard.press('j');
      await page.locator('[data-cell="1 0"]:focus').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: second! }).waitFor();
      await page.goBack();
      await page.getByRole('grid').waitFor();
    });

    it('takes j, k and Enter on a fresh page, before anything was clicked or tabbed to', async () => {
      const second = (await page.locator('[data-cell="1 0"]').textContent())!;
      await page.keyboard.press('j');
      await page.locator('[data-cell="0 0"]:focus').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: second }).waitFor();
      const lines = page.locator('button[aria-expanded]:has(time)');
      await lines.first().waitFor();
      await page.keyboard.press('j');
      await lines.first().and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('dt').first().waitFor();
    });

    it('leaves letters to the fields and dialogs that are typed into', async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('jkjk');
      expect(await page.getByRole('combobox', { name: 'Search' }).inputValue()).toBe('jkjk');
      await page.keyboard.press('Escape');
      await page.getByRole('searchbox').focus();
      await page.keyboard.type('jk');
      expect(await page.getByRole('searchbox').inputValue()).toBe('jk');
    });

    it('explains every number where it stands', async () => {
      await page.locator('[data-cell="0 4"]').click();
      const panel = page.getByRole('dialog');
      await panel.getByText('At risk is what').waitFor();
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'hidden' });
    });

    it('opens a touchpoint to the whole event', async () => {
      await openFirst();
      const entry = page.locator('button[aria-expanded]:has(time)').first();
      await entry.click();
      for (const label of ['Happened', 'Recorded', 'Event', 'Sequence']) {
        await page
          .locator('dt', { hasText: new RegExp(`^${label}$`) })
          .first()
          .waitFor();
      }
      await entry.press('Enter');
      await page.locator('dt').first().waitFor({ state: 'detached' });
    });

    it('says of which case a step is, and shows all steps of it alone', async () => {
      await openFirst();
      const one = page.getByRole('button', { name: /^Only / }).first();
      await one.waitFor();
      const name = (await one.textContent())!;
      await one.click();
      await page.waitForURL(/[?&]case=/);
      expect(page.url()).not.toContain(encodeURIComponent(name));
      await page
        .locator('output', { hasText: name })
        .getByText(/\d steps?$/)
        .waitFor();
      const cases = page.getByRole('button', { name: /^Only / });
      expect(new Set(await cases.allTextContents())).toEqual(new Set([name]));
      await page.reload();
      await page.locator('output', { hasText: name }).waitFor();
      await page.getByRole('button', { name: 'Show all touchpoints' }).click();
      await page.locator('output', { hasText: name }).waitFor({ state: 'detached' });
    });

    it('links a relationship with another one by name or id, says why, and takes it back', async () => {
      const second = page.locator('[data-cell="1 0"]');
      const other = {
        name: (await second.textContent())!,
        id: (await second.getAttribute('href'))!.split('/').at(-1)!,
      };
      await openFirst();
      await linkAndUnlink(page, other);
    });

    it('draws the process, and tells the numbers of a flow that is chosen', async () => {
      await openProcess();
      const table = page.getByRole('table', { name: 'Flows' });
      await table.locator('tbody button').first().click();
      await page.getByRole('heading', { name: 'Chosen flow' }).waitFor();
      await page.locator('svg.process-map.with-chosen .arc.chosen').waitFor({ state: 'attached' });
      await page.reload();
      await page.getByRole('heading', { name: 'Chosen flow' }).waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByRole('heading', { name: 'Chosen flow' }).waitFor({ state: 'detached' });
    });

    it('shows fewer flows with the slider, in the address', async () => {
      await openProcess();
      const shown = async () => Number(await page.locator('svg.process-map').getAttribute('data-flows'));
      const before = await shown();
      await page.getByRole('slider').focus();
      await page.keyboard.press('Home');
      await page.waitForURL(/flows=1\b/);
      await page.locator(`svg.process-map:not([data-flows="${before}"])`).waitFor();
      expect(await shown()).toBeLessThan(before);
      expect(await shown()).toBeGreaterThan(0);
    });

    it('finds a relationship from anywhere with the keyboard', async () => {
      const name = (await firstName().textContent())!;
      await page.goto(`${served.url}/processes`);
      await page.getByRole('heading', { level: 1, name: 'Processes' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search' }).fill(name);
      await page.getByRole('option', { name }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
    });

    it('fits every width, and names every control', async () => {
      const relationship = await firstName().getAttribute('href');
      const addresses = [
        '/',
        relationship!,
        '/today',
        '/signals',
        '/processes',
        `/processes/${encodeURIComponent(served.process)}`,
        '/projections',
        '/projections/relationships',
        '/projections/relationships/documents',
        '/projections/relationships/totals',
        '/imports',
        '/nowhere',
      ];
      for (const address of addresses) {
        await page.goto(`${served.url}${address}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        for (const width of [1920, 1000, 768, 360]) {
          await page.setViewportSize({ width, height: 800 });
          const found = await page.locator('html').evaluate(faultsOfLayout);
          expect({ address, width, found }).toEqual({ address, width, found: [] });
        }
      }
    });
  });
}

/** As much of an element of a page as is looked at: the types of a browser are not those of the tests. */
export interface PageElement {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly outerHTML: string;
  readonly textContent: string | null;
  readonly labels?: { readonly length: number } | null;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
}

/** Runs in the page: what sticks out sideways, what has no name, and landmarks that are missing. */
export function faultsOfLayout(root: PageElement): string[] {
  const faults: string[] = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} px wide`);
  for (const element of root.querySelectorAll('button, a, input:not([type="hidden"]), select, textarea')) {
    const labels = element.labels?.length ?? 0;
    const named = element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? element.textContent;
    if (labels === 0 && (named ?? '').trim() === '') faults.push(element.outerHTML.slice(0, 120));
  }
  for (const landmark of ['header', 'nav', 'main', 'footer', 'h1']) {
    const count = root.querySelectorAll(landmark).length;
    if (count === 0 || (landmark === 'h1' && count > 1)) faults.push(`${count} ${landmark}`);
  }
  return faults;
}
