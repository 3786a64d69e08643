/** Sound and desktop notice when somebody speaks to the player. Both are off until asked for. */
import { settings } from './settings/settings-store.ts'

let audio: AudioContext | undefined
let unseen = 0
const plainTitle = document.title

/** Two soft notes made on the spot; browsers allow them only after the first key or click. */
export function playCue(): void {
  const { sound, volumePercent } = settings.value
  if (!sound || volumePercent === 0) return
  audio ??= new AudioContext()
  void audio.resume()
  const now = audio.currentTime
  tone(audio, 660, now, volumePercent)
  tone(audio, 880, now + 0.11, volumePercent)
}

function tone(context: AudioContext, hertz: number, at: number, volumePercent: number): void {
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.frequency.value = hertz
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime((volumePercent / 100) * 0.25, at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.28)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + 0.3)
}

/** Tells of a line that was meant for the player, while they look elsewhere. */
export function announce(text: string): void {
  playCue()
  if (!document.hidden) return
  unseen += 1
  document.title = `(${unseen}) ${plainTitle}`
  if (!settings.value.notify || !('Notification' in window)) return
  if (Notification.permission !== 'granted') return
  const notice = new Notification(plainTitle, { body: text.slice(0, 200), tag: 'mudstream-tell' })
  notice.addEventListener('click', () => {
    window.focus()
    notice.close()
  })
}

/** The player looks at the page again. */
export function seen(): void {
  unseen = 0
  document.title = plainTitle
}

/** Asks the browser for leave to show notices; the answer may be no. */
export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in window)) return false
  return (await Notification.requestPermission()) === 'granted'
}
