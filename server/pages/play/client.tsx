/** Entry of the play page. */
import { effect } from '@preact/signals'
import { render } from 'preact'
import './styles/themes.css'
import './styles/page.css'
import './styles/door.css'
import './styles/settings.css'
import './styles/story.css'
import './styles/panels.css'
import './styles/phone.css'
import { seen } from './alerts.ts'
import { App } from './app.tsx'
import { nudge, remember, start } from './play.ts'
import { settings } from './settings/settings-store.ts'

const rememberEveryMs = 2_000

effect(() => {
  const { theme, font, fontSizePx, stamps } = settings.value
  const root = document.documentElement
  root.dataset['theme'] = theme
  root.dataset['font'] = font
  root.dataset['stamps'] = stamps
  root.style.setProperty('--story-size', `${fontSizePx}px`)
})

/** Phones shrink only the visual viewport when the keyboard opens; the page follows it. */
function followViewport(): void {
  const viewport = window.visualViewport
  if (!viewport) return
  const follow = () => {
    document.documentElement.style.setProperty('--page-height', `${viewport.height}px`)
    if (viewport.scale === 1) window.scrollTo(0, 0)
  }
  viewport.addEventListener('resize', follow)
  follow()
}

window.addEventListener('online', nudge)
window.addEventListener('pagehide', remember)
window.addEventListener('focus', seen)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return remember()
  seen()
  nudge()
})
setInterval(remember, rememberEveryMs)

/** The secret of a one-time sign-in link, taken out of the address bar at once. */
function signInLink(): string | undefined {
  const secret = new URLSearchParams(location.search).get('link') ?? undefined
  if (secret !== undefined) history.replaceState(null, '', location.pathname)
  return secret
}

followViewport()
const root = document.getElementById('app')
if (root) render(<App />, root)
void start(signInLink())
