import { ChevronLeft, ChevronRight, Download } from "lucide-react"
import { useEffect, useRef, useState } from "react"

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return <link rel="stylesheet" href={apiClient.buildEndpoint("/public/cards.css")} />
}

/* A card comes a moment after its message: whoever was at the end of the talk, or waits for this card, sees it whole. */
function stayAtTheEnd(card) {
  let view = card
  while (view && !/auto|scroll/.test(getComputedStyle(view).overflowY)) view = view.parentElement
  if (!view) return
  const messages = view.querySelectorAll(".ai-message")
  const isNewest = messages[messages.length - 1]?.contains(card)
  const below = view.scrollHeight - view.scrollTop - view.clientHeight
  if (isNewest || below <= card.offsetHeight + 48) view.scrollTop = view.scrollHeight
}

/* An address too long for its line goes on below its @. */
function Detail({ text }) {
  const [user, ...rest] = text.split(/(?=@)/)
  return <span>{user}{rest.length > 0 && <><wbr />{rest.join("")}</>}</span>
}

function Person({ person }) {
  const pick = () => callAction({ name: props.actions.pick, payload: { contact: person.id } })
  return (
    <li>
      <button type="button" className="ca-row" onClick={pick}>
        <span className="ca-avatar" data-hue={person.hue} aria-hidden>{person.initials}</span>
        <span className="ca-who">
          <span className="ca-name">{person.name}</span>
          {person.role && <span className="ca-role">{person.role}</span>}
          {person.details.length > 0 && (
            <span className="ca-details">{person.details.map((each) => <Detail key={each} text={each} />)}</span>
          )}
        </span>
        {person.stage && <span className="ca-badge">{person.stage}</span>}
        <ChevronRight className="ca-go" aria-hidden size={16} />
      </button>
    </li>
  )
}

function Export() {
  const [busy, setBusy] = useState(false)
  const begin = () => {
    setBusy(true)
    callAction({ name: props.actions.export, payload: props.export }).finally(() => setBusy(false))
  }
  return (
    <button type="button" className="ca-tool" onClick={begin} disabled={busy}><Download aria-hidden size={14} />{props.labels.export}</button>
  )
}

function Turn({ payload, label, icon: Icon, turned }) {
  const [busy, setBusy] = useState(false)
  const turn = () => {
    setBusy(true)
    callAction({ name: props.actions.turn, payload }).finally(() => setBusy(false))
  }
  return (
    <button type="button" className="ca-tool" onClick={turn} disabled={busy || !payload} autoFocus={turned} aria-label={label} title={label}>
      <Icon aria-hidden size={16} />
    </button>
  )
}

export default function ContactList() {
  const { labels, turned } = props
  const card = useRef(null)
  useEffect(() => { if (!turned) stayAtTheEnd(card.current) }, [])
  return (
    <div data-card="list" className="ca" ref={card}>
      <Styles />
      <section className="ca-box" aria-label={props.count}>
        <header className="ca-title">{props.count}</header>
        <ol className="ca-rows">
          {props.people.map((person) => <Person key={person.id} person={person} />)}
        </ol>
        <footer className="ca-foot">
          <span className="ca-note" aria-live="polite">{props.range}</span>
          <span className="ca-tools">
            <Export />
            {props.range && <>
              <Turn payload={props.previous} label={labels.previous} icon={ChevronLeft} turned={turned === "previous"} />
              <Turn payload={props.next} label={labels.next} icon={ChevronRight} turned={turned === "next"} />
            </>}
          </span>
        </footer>
      </section>
    </div>
  )
}
