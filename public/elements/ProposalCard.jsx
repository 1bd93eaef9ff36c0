import { Ban, Check, CircleHelp, Clock, Loader, Minus, Pencil, Plus, TriangleAlert, Undo2, X } from "lucide-react"
import { Fragment, useEffect, useRef } from "react"

const KINDS = { added: Plus, changed: Pencil, cleared: Minus }
const STATES = { pending: Clock, executing: Loader, done: Check, failed: X, unknown: CircleHelp, undone: Undo2 }

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

function State() {
  const Icon = STATES[props.state] || Ban
  return <span className="ca-state" data-state={props.state} role="status"><Icon aria-hidden size={14} />{props.stateLabel}</span>
}

function Change({ change, isUpdate }) {
  const Icon = KINDS[change.kind]
  return (
    <div role="row" className="ca-change" data-kind={change.kind}>
      <span role="rowheader" className="ca-field">
        {isUpdate && <span className="ca-kind" role="img" aria-label={change.kindLabel} title={change.kindLabel}><Icon size={12} /></span>}
        {change.label}
      </span>
      {isUpdate && <span role="cell" className="ca-before">{change.before}</span>}
      <span role="cell" className="ca-after">{change.after}</span>
    </div>
  )
}

function Changes() {
  const { labels } = props
  const isUpdate = props.action === "update"
  return (
    <div role="table" className="ca-changes" data-update={isUpdate || undefined} aria-label={props.title}>
      <div role="row" className="ca-change ca-columns">
        <span role="columnheader">{labels.property}</span>
        {isUpdate && <span role="columnheader">{labels.before}</span>}
        <span role="columnheader">{isUpdate ? labels.after : labels.value}</span>
      </div>
      {props.changes.map((change) => <Change key={change.label} change={change} isUpdate={isUpdate} />)}
    </div>
  )
}

function Similar() {
  return (
    <div className="ca-warning">
      <TriangleAlert aria-hidden size={16} />
      <div>
        <p className="ca-ask">{props.labels.similar}</p>
        <ul className="ca-similar">
          {props.similar.map((person) => (
            <li key={person.id}>
              <span className="ca-avatar" data-hue={person.hue} aria-hidden>{person.initials}</span>
              <span className="ca-who">
                <span className="ca-name">{person.name}</span>
                <span className="ca-role">
                  {[person.role, ...person.details].filter(Boolean).map((part, place) => (
                    <Fragment key={part}>{place > 0 && " · "}<span className="ca-part">{part}</span></Fragment>
                  ))}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export default function ProposalCard() {
  const card = useRef(null)
  useEffect(() => { if (props.state === "pending") stayAtTheEnd(card.current) }, [])
  return (
    <div data-card="proposal" className="ca" ref={card}>
      <Styles />
      <article className="ca-box" data-state={props.state} aria-label={props.title}>
        <header className="ca-head">
          <span className="ca-avatar" data-hue={props.person.hue} aria-hidden>{props.person.initials}</span>
          <div className="ca-who">
            <p className="ca-name">{props.title}</p>
            {props.person.role && <p className="ca-role">{props.person.role}</p>}
          </div>
          <State />
        </header>
        {props.changes.length > 0 && <Changes />}
        {props.warnings.map((warning) => (
          <div key={warning} className="ca-warning"><TriangleAlert aria-hidden size={16} /><p>{warning}</p></div>
        ))}
        {props.similar.length > 0 && <Similar />}
        {props.note && <footer className="ca-foot"><span className="ca-note">{props.note}</span></footer>}
      </article>
    </div>
  )
}
