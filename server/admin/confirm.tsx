/** Nothing is done without a reason: one dialog asks for it, whatever the action. */
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { act } from './store.ts'

const asked = signal<{ action: string; body: Record<string, unknown> } | null>(null)

export function confirmAction(action: string, body: object): void {
  asked.value = { action, body: { ...body } }
}

/** What will be done, in words. */
function sentence(action: string, body: Record<string, unknown>): string {
  const about = Object.entries(body).map(([name, value]) => `${name} ${value}`)
  return `${action} – ${about.join(', ')}`
}

export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const now = asked.value
  useEffect(() => {
    if (now) dialog.current?.showModal()
    else dialog.current?.close()
  }, [now])
  if (!now) return <dialog ref={dialog} />
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    const reason = String(data.get('reason') ?? '')
    const done = await act(now.action, { ...now.body, reason })
    if (done) asked.value = null
  }
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={() => (asked.value = null)}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="confirm-title">{sentence(now.action, now.body)}</h2>
        <label>
          Why? It is kept in the log.
          <input name="reason" required maxLength={300} autofocus />
        </label>
        <div class="choices">
          <button type="submit" class="main">
            Do it
          </button>
          <button type="button" onClick={() => (asked.value = null)}>
            Leave it
          </button>
        </div>
      </form>
    </dialog>
  )
}
