/** The real browser the page is tried in. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The first is Chromium without its windows: the same engine for less than half of the processor's time. */
const paths = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const found = paths.find((path) => existsSync(path))

/** Why browser tests cannot run here, or undefined when they can. */
export const noBrowser = found
  ? undefined
  : `no Chromium at ${paths.join(', ')}: install the package chromium-headless-shell or chromium to run the browser tests`

/** A headless browser without calls of its own to the outside. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(found ? { executablePath: found } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
