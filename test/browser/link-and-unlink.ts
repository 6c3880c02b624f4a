import type { Page } from 'playwright-core';

/** On the page of a relationship: links it with another one, by its name and by its id, and takes each link back. */
export async function linkAndUnlink(page: Page, other: { readonly name: string; readonly id: string }): Promise<void> {
  const open = page.getByRole('button', { name: 'Link with another relationship' });
  const field = page.getByRole('searchbox', { name: 'Name or id' });
  const link = page.getByRole('button', { name: `Link with ${other.name}`, exact: true }).first();
  const unlink = page.getByRole('button', { name: /^Unlink / });
  await open.click();
  await field.and(page.locator(':focus')).waitFor();
  await field.fill('nobody has such a name');
  await page.getByText('No other relationship has this').waitFor();
  for (const text of [other.name, other.id]) {
    if (!(await field.isVisible())) await open.click();
    await field.fill(text);
    await page.getByRole('combobox', { name: 'They are one because of' }).selectOption('same-name');
    await link.click();
    await page.getByRole('heading', { name: 'One and the same' }).waitFor();
    await page.getByText('the same name').waitFor();
    await field.waitFor({ state: 'detached' });
    await unlink.click();
    await page.locator('output', { hasText: 'are two again' }).waitFor();
    await unlink.waitFor({ state: 'detached' });
  }
  await page.getByRole('button', { name: 'Link again' }).click();
  await unlink.click();
  await unlink.waitFor({ state: 'detached' });
  await open.click();
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
}
