import { ChevronLeft, ChevronRight, Download } from "lucide-react"
import { useLayoutEffect, useRef, useState } from "react"

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return <link rel="stylesheet" href={apiClient.buildEndpoint("/public/cards.css")} />
}

/* Chainlit makes an element anew whenever the page around it changes; whoever was at a list with the keyboard stays. */
const kept = (window.contactListControls ??= new Map())

function keep(control) {
  if (control) kept.set(props.place, control)
  else kept.delete(props.place)
}

/* Nothing else is focused: what was has gone with the element that is made anew. */
function isFree(card) {
  const root = card.getRootNode()
  const active = root.activeElement ?? document.activeElement
  return !active || active === document.body || active === root.host
}

const ARROWS = {
  ArrowDown: (here) => here + 1,
  ArrowUp: (here) => here - 1,
  Home: () => 0,
  End: (_, last) => last
}

function Cell({ column, person }) {
  return (
    <span className="ca-cell" data-column={column.name} title={person[column.name]}>
      {person[column.name] && <span className="sr-only">{column.label} </span>}
      {person[column.name]}
    </span>
  )
}

function Person({ person, control, isFirst, pick }) {
  const all = [person.role, ...person.details].filter(Boolean)
  return (
    <li>
      <button type="button" className="ca-row" title={all.join("\n")} data-control={control} tabIndex={isFirst ? 0 : -1} onClick={() => pick(person)}>
        <span className="ca-avatar" data-hue={person.hue} aria-hidden>{person.initials}</span>
        <span className="ca-who">
          <span className="ca-line">
            <span className="ca-name">{person.name}</span>
            {person.role && <span className="ca-role">{person.role}</span>}
          </span>
          {person.details.length > 0 && (
            <span className="ca-details">{person.details.map((each) => <span key={each}>{each}</span>)}</span>
          )}
        </span>
        {props.columns.map((column) => <Cell key={column.name} column={column} person={person} />)}
      </button>
    </li>
  )
}

/* One tab stop for all rows; the arrows go on from there. */
function Rows({ act }) {
  const rows = useRef(null)
  const [at, setAt] = useState(() => kept.get(props.place))
  const first = props.people.some((_, place) => at === `row-${place}`) ? at : "row-0"
  const move = (event) => {
    const all = [...rows.current.querySelectorAll(".ca-row")]
    const to = ARROWS[event.key]?.(all.indexOf(event.target.closest(".ca-row")), all.length - 1)
    if (to === undefined) return
    event.preventDefault()
    all[to]?.focus()
  }
  const pick = (person) => act(props.actions.pick, { contact: person.id })
  return (
    <ol className="ca-rows" ref={rows} onKeyDown={move} onFocus={(event) => setAt(event.target.dataset.control)}>
      {props.people.map((person, place) => (
        <Person key={person.id} person={person} control={`row-${place}`} isFirst={first === `row-${place}`} pick={pick} />
      ))}
    </ol>
  )
}

/* Not disabled, which would take the keyboard away from whoever has just pressed it. */
function Tool({ name, label, icon: Icon, payload, act, children }) {
  return (
    <button
      type="button" className="ca-tool" data-control={name} aria-disabled={!payload} aria-label={label} title={label}
      onClick={() => payload && act(props.actions[name] ?? props.actions.turn, payload)}
    >
      <Icon aria-hidden size={children ? 14 : 16} />{children}
    </button>
  )
}

function useOneAtATime() {
  const busy = useRef(false)
  return (name, payload) => {
    if (busy.current) return
    busy.current = true
    callAction({ name, payload }).finally(() => { busy.current = false })
  }
}

export default function ContactList() {
  const { labels, columns } = props
  const card = useRef(null)
  const act = useOneAtATime()
  useLayoutEffect(() => {
    const control = kept.get(props.place)
    if (control && isFree(card.current)) card.current.querySelector(`[data-control="${control}"]`)?.focus({ preventScroll: true })
  }, [])
  return (
    <div
      data-card="list" className="ca" ref={card}
      onFocus={(event) => keep(event.target.dataset.control)} onBlur={() => keep("")}
    >
      <Styles />
      <section className="ca-box" aria-label={`${props.title} · ${props.count}`}>
        <header className="ca-title">
          <h2>{props.title}</h2>
          <span className="ca-note">{props.count}</span>
        </header>
        {columns.length > 0 && (
          <div className="ca-heads" aria-hidden>
            {columns.map(({ name, label }) => <span key={name} className="ca-cell">{label}</span>)}
          </div>
        )}
        <Rows act={act} />
        {(props.export || props.range) && <footer className="ca-foot">
          <span className="ca-note" aria-live="polite">{props.range}</span>
          <span className="ca-tools">
            {props.export && <Tool name="export" icon={Download} payload={props.export} act={act}>{labels.export}</Tool>}
            {props.range && <>
              <Tool name="previous" label={labels.previous} icon={ChevronLeft} payload={props.previous} act={act} />
              <Tool name="next" label={labels.next} icon={ChevronRight} payload={props.next} act={act} />
            </>}
          </span>
        </footer>}
      </section>
    </div>
  )
}
