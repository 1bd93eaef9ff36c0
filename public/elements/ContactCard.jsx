import { Check, Copy, ExternalLink, History, Pencil, Plus, X } from "lucide-react"
import { Fragment, useEffect, useRef, useState } from "react"
import { toast } from "sonner"

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return <link rel="stylesheet" href={apiClient.buildEndpoint("/public/cards.css")} />
}

/* Chainlit makes an element anew whenever the page around it changes; what is being typed must outlive that. */
const drafts = (window.contactCardDrafts ??= new Map())

function Editor({ edit, close }) {
  const key = `${props.id} ${edit.name}`
  const box = useRef(null)
  const [value, setValue] = useState(drafts.get(key) ?? edit.value)
  useEffect(() => {
    const input = box.current.querySelector("input, select")
    input.focus({ preventScroll: true })
    input.select?.()
  }, [])
  const change = (event) => { drafts.set(key, event.target.value); setValue(event.target.value) }
  const leave = () => { drafts.delete(key); close() }
  const save = (event) => {
    event.preventDefault()
    leave()
    if (value !== edit.value) callAction({ name: "change_field", payload: { contact: props.id, name: edit.name, value } })
  }
  const keys = (event) => {
    if (event.key === "Escape") leave()
    if (event.key === "Enter" && event.target.tagName === "SELECT") save(event)
  }
  const shared = { value, onChange: change, "aria-label": edit.label }
  return (
    <form className="ca-editor" data-own-escape ref={box} onSubmit={save} onKeyDown={keys} noValidate>
      {edit.options.length > 0
        ? <select {...shared}>
            <option value="">{props.labels.unset}</option>
            {edit.options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
          </select>
        : <input type="text" autoComplete="off" spellCheck={false} placeholder={edit.label} {...shared} />}
      <button type="submit" className="ca-pen" aria-label={props.labels.save} title={props.labels.save}><Check aria-hidden size={14} /></button>
      <button type="button" className="ca-pen" aria-label={props.labels.restore} title={props.labels.restore} onClick={leave}><X aria-hidden size={14} /></button>
    </form>
  )
}

/* A click on a value changes it where it stands, beside a link a pen does; either makes a proposal, as the form does. */
function Editable({ edit, isLink, children }) {
  const [open, setOpen] = useState(() => Boolean(edit) && drafts.has(`${props.id} ${edit.name}`))
  const opener = useRef(null)
  if (!edit) return children
  const begin = () => { drafts.set(`${props.id} ${edit.name}`, edit.value); setOpen(true) }
  const close = () => { setOpen(false); setTimeout(() => opener.current?.focus({ preventScroll: true })) }
  if (open) return <Editor edit={edit} close={close} />
  const label = props.labels.change.replace("{field}", edit.label)
  const shared = { type: "button", ref: opener, onClick: begin, title: label }
  if (!isLink) return <button {...shared} className="ca-value" aria-label={`${label} (${edit.shown})`}>{children}</button>
  return (
    <span className="ca-editable">
      {children}
      <button {...shared} className="ca-pen" aria-label={label}><Pencil aria-hidden size={13} /></button>
    </span>
  )
}

function Value({ fact }) {
  if (!fact.href) return fact.value
  if (fact.opens) return <a href={fact.href} target="_blank" rel="noopener noreferrer">{fact.value}</a>
  return <a href={fact.href}>{fact.value}</a>
}

function Facts({ facts, labels }) {
  return (
    <dl className="ca-facts">
      {facts.map((fact) => (
        <div key={`${fact.label} ${fact.value}`} className="ca-fact" data-fresh={fact.fresh || undefined}>
          <dt>{fact.label}</dt>
          <dd>
            <Editable edit={fact.edit} isLink={Boolean(fact.href)}><span data-phone={fact.isPhone || undefined}><Value fact={fact} /></span></Editable>
            {fact.fresh && <span className="ca-fresh" role="img" aria-label={labels.written} title={labels.written}><Check size={14} /></span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/* What is empty is filled in where it stands, the same way. */
function Blanks({ blanks }) {
  return (
    <div className="ca-blanks">
      {blanks.map((edit) => <Editable key={edit.name} edit={edit}><span className="ca-blank"><Plus aria-hidden size={13} />{edit.label}</span></Editable>)}
    </div>
  )
}

/* Only the browser knows its reader's time zone. */
function lastChange({ at, locale, sentence }) {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at))
  return sentence.replace("{when}", when)
}

/* The page around the widget may show its own page of a contact. */
function Record() {
  const { labels } = props
  const own = window.cl_shadowRootElement ? window.contactAssistant?.recordAddress(props.id) : null
  if (own) return <a className="ca-tool" href={own} data-contact={props.id}><ExternalLink aria-hidden size={14} />{labels.openPage}</a>
  if (!props.record) return null
  return (
    <a className="ca-tool" href={props.record} data-contact={props.id} target="_blank" rel="noopener noreferrer"><ExternalLink aria-hidden size={14} />{labels.open}</a>
  )
}

function Tools() {
  const [busy, setBusy] = useState(false)
  const { labels } = props
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(props.card))
      .then(() => toast.success(labels.copied), () => toast.error(labels.notCopied))
  const edit = () => {
    setBusy(true)
    callAction({ name: "edit", payload: { contact: props.id } }).finally(() => setBusy(false))
  }
  const tell = () => {
    setBusy(true)
    callAction({ name: "history", payload: { contact: props.id } }).finally(() => setBusy(false))
  }
  return (
    <span className="ca-tools">
      {labels.edit && <button type="button" className="ca-tool" onClick={edit} disabled={busy}><Pencil aria-hidden size={14} />{labels.edit}</button>}
      {labels.history && <button type="button" className="ca-tool" onClick={tell} disabled={busy}><History aria-hidden size={14} />{labels.history}</button>}
      <button type="button" className="ca-tool" onClick={copy}><Copy aria-hidden size={14} />{labels.copy}</button>
      <Record />
    </span>
  )
}

export default function ContactCard() {
  return (
    <div data-card="contact" className="ca">
      <Styles />
      {props.sentence && <p className="ca-say">{props.sentence}</p>}
      <article className="ca-box" aria-label={props.name}>
        <header className="ca-head">
          <span className="ca-avatar" data-hue={props.hue} aria-hidden>{props.initials}</span>
          <div className="ca-who">
            <p className="ca-name">{props.name}</p>
            {props.work.length > 0 && (
              <div className="ca-role">
                {props.work.map(({ value, edit }, place) => (
                  <Fragment key={place}>{place > 0 && " · "}<Editable edit={edit}><span>{value}</span></Editable></Fragment>
                ))}
              </div>
            )}
          </div>
          {props.stage && <span className="ca-stage"><Editable edit={props.stageEdit}><span className="ca-badge">{props.stage}</span></Editable></span>}
        </header>
        {props.facts.length > 0 && <Facts facts={props.facts} labels={props.labels} />}
        {props.blanks.length > 0 && <Blanks blanks={props.blanks} />}
        <footer className="ca-foot">
          <span className="ca-note">{props.changed && lastChange(props.changed)}</span>
          <Tools />
        </footer>
      </article>
    </div>
  )
}
