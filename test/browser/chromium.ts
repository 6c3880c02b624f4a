import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

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
