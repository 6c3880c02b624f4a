import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of the system. @throws when there is none */
export async function launchChromium(): Promise<Browser> {
  const executablePath = [process.env['TEND_CHROMIUM'] ?? '', ...places].find(
    (each) => each !== '' && existsSync(each),
  );
  if (executablePath === undefined) {
    throw new Error('No Chromium found: install the package chromium, or say where it is in TEND_CHROMIUM.');
  }
  return chromium.launch({ executablePath, headless: true, args: flags });
}

/** Does something as on a device that takes twenty times as long to compute. */
export async function onSlowDevice(page: Page, work: () => Promise<void>): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  await work();
  await device.send('Emulation.setCPUThrottlingRate', { rate: 1 });
}
