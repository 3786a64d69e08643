/** The menu of what can be done with somebody, a thing or a way. */
import { useEffect, useRef } from 'preact/hooks'
import { isOpen, type Menu, menu } from '../acting.ts'
import { act } from '../play.ts'

const widthPx = 320

export function ActionMenu({ open }: { open: Menu }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="actions"
      aria-labelledby="actions-title"
      style={placed(open.at)}
      onClose={() => {
        menu.value = undefined
      }}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
      onKeyDown={(event) => moveBetween(event)}
    >
      <div class="actions-body">
        <h2 id="actions-title">{open.title}</h2>
        {open.refusal !== undefined && <p>{open.refusal}</p>}
        {open.options === undefined && open.refusal === undefined && <p role="status">Looking…</p>}
        <ul>
          {open.options?.map(({ line, brief }) => (
            <li key={line}>
              <button
                type="button"
                class="action"
                onClick={() => {
                  dialog.current?.close()
                  act(line)
                }}
              >
                <span class="action-line">{line}</span>
                {brief && <span class="action-brief">{brief}</span>}
              </button>
            </li>
          ))}
        </ul>
        <button type="button" class="quiet actions-close" onClick={() => dialog.current?.close()}>
          Close
        </button>
        {open.options?.some(({ line }) => isOpen(line)) && (
          <p class="hint">“…” waits in the line below for your own words.</p>
        )}
      </div>
    </dialog>
  )
}

/** Beside what was pressed, and never beyond the window; phones lay it along the lower edge. */
function placed(at: Menu['at']) {
  if (!at || innerWidth <= 560) return {}
  const left = Math.max(8, Math.min(at.x, innerWidth - widthPx - 8))
  const isLow = at.y > innerHeight / 2
  return {
    margin: 0,
    left: `${left}px`,
    ...(isLow ? { top: 'auto', bottom: `${innerHeight - at.y}px` } : { top: `${at.y}px` }),
    maxHeight: `${(isLow ? at.y : innerHeight - at.y) - 12}px`,
  }
}

/** Arrows go from one entry to the next, as in every menu. */
function moveBetween(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('.action')]
  const here = entries.indexOf(document.activeElement as HTMLElement)
  entries.at((here + step + entries.length) % entries.length)?.focus()
}
