import { useEffect, useRef, useState } from "react"

/* In the widget the page's own stylesheet does not reach; until this one is there, the message's text serves. */
function Styles() {
  if (!window.cl_shadowRootElement) return null
  return ["cards.css", "imports.css"].map((file) => (
    <link key={file} rel="stylesheet" href={apiClient.buildEndpoint(`/public/${file}`)} />
  ))
}

/* A card comes a moment after its message: whoever was at the end of the talk sees it from its beginning. */
function showWhole(card) {
  const messages = card.getRootNode().querySelectorAll(".ai-message")
  if (messages[messages.length - 1]?.contains(card)) card.scrollIntoView({ block: "start" })
}

/* New props make the whole card anew. Its message stays, and keeps what was open and where the person was. */
function keep(card, at) {
  const open = [...card.querySelectorAll("details[open]")].map((one) => one.dataset.at)
  card.closest(".ai-message")?.setAttribute("data-import", JSON.stringify({ at, open }))
}

function comeBack(card) {
  const kept = card.closest(".ai-message")?.getAttribute("data-import")
  if (!kept) {
    keep(card, "")
    if (!props.closed) showWhole(card)
    return
  }
  const { at, open } = JSON.parse(kept)
  for (const one of card.querySelectorAll("details")) one.open = open.includes(one.dataset.at)
  const menu = [...card.querySelectorAll("[data-menu]")].find((one) => one.dataset.menu === at)
  menu?.closest("details")?.setAttribute("open", "")
  menu?.focus({ preventScroll: true })
  /* a column that is taken now leaves those that are folded: its menu goes with it, and the person too */
  menu?.scrollIntoView({ block: "nearest" })
}

function Value({ said }) {
  if (!said.label) return <span className="ci-said">{said.value}</span>
  return <span className="ci-said">{said.label}: <s>{said.before}</s> → <strong>{said.value}</strong></span>
}

function Kind({ kind }) {
  return (
    <details className="ci-kind" data-at={kind.label}>
      <summary><span>{kind.label}</span><strong>{kind.count}</strong></summary>
      <ul>
        {kind.rows.map((row) => (
          <li key={row.number}>
            <span className="ca-note">{row.place}</span> {row.name && <strong>{row.name}</strong>}
            {row.said.map((said, place) => <Value key={place} said={said} />)}
            {row.details && <span className="ci-why">{row.details}</span>}
          </li>
        ))}
        {kind.more && <li className="ca-note">{kind.more}</li>}
      </ul>
    </details>
  )
}

/* What is chosen shows at once; what the server makes of it comes with the next props, or it stays as it was. */
function Menu({ at, label, value, options, busy, choose, describedBy }) {
  const [wanted, setWanted] = useState(null)
  const change = (event) => {
    setWanted(event.target.value)
    choose(event.target.value).finally(() => setWanted(null))
  }
  return (
    <select
      data-menu={at} aria-label={label} aria-describedby={describedBy}
      value={wanted ?? value} onChange={change} disabled={busy}
    >
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  )
}

function Column({ column, busy, choose }) {
  const note = `${props.planned}-${column.place}`
  return (
    <li className="ci-column" data-asked={column.asked || undefined} data-out={!column.value || undefined}>
      <span className="ci-heading">
        <span className="ci-number">{column.number}</span> <strong>{column.heading}</strong>
        {column.sample && <span className="ci-sample">{column.sample}</span>}
      </span>
      <span className="ci-fate">
        <Menu
          at={`column ${column.place}`} label={column.heading} value={column.value} options={props.options} busy={busy} describedBy={note}
          choose={(name) => choose({ column: column.place, property_name: name }, `column ${column.place}`)}
        />
        {column.days !== null && (
          <label className="ci-days">
            <input
              type="checkbox" checked={column.days} disabled={busy}
              data-menu={`days ${column.place}`}
              onChange={(event) => choose({ column: column.place, days: event.target.checked }, `days ${column.place}`)}
            />
            {props.labels.days}
          </label>
        )}
        <span id={note} className="ci-note">
          {column.asked && <strong>{props.labels.asked}</strong>}{column.asked && column.note && " · "}{column.note}
        </span>
      </span>
    </li>
  )
}

function FileMenu({ menu, busy, choose }) {
  return (
    <div className="ci-menu">
      {menu.note && <p className="ci-note">{menu.note}</p>}
      <label>
        <span>{menu.label}</span>
        <Menu
          at={menu.name} label={menu.label} value={menu.value} options={menu.options} busy={busy}
          choose={(value) => choose({ [menu.name]: value }, menu.name)}
        />
      </label>
    </div>
  )
}

/* A layout of twenty columns has mostly some that are empty or nobody's: one line holds them, and opens. */
function Folded({ columns, busy, choose }) {
  if (columns.length === 0) return null
  const names = columns.map((column) => column.heading).join(", ")
  return (
    <details className="ci-folded" data-at="folded">
      <summary>
        <span className="ci-left">{props.labels.left}</span>
        <span className="ci-sample">{names}</span>
      </summary>
      <ol className="ci-columns">
        {columns.map((column) => <Column key={column.place} column={column} busy={busy} choose={choose} />)}
      </ol>
    </details>
  )
}

export default function ImportPreview() {
  const card = useRef(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => { comeBack(card.current) }, [])
  const choose = (chosen, at) => {
    keep(card.current, at)
    setBusy(true)
    const payload = { planned: props.planned, digest: props.digest, ...chosen }
    return callAction({ name: props.action, payload }).catch(() => null).finally(() => setBusy(false))
  }
  const shown = props.columns.filter((column) => !column.folded)
  const fixed = busy || Boolean(props.closed)
  return (
    <div data-card="import" className="ca ci" ref={card}>
      <Styles />
      <section className="ca-box" aria-label={props.title} aria-busy={busy}>
        <header className="ca-title">{props.title}</header>
        <p className="ci-about ca-note">{props.about}</p>
        <div className="ci-kinds" aria-live="polite">
          {props.kinds.map((kind) => <Kind key={kind.label} kind={kind} />)}
        </div>
        {props.menus.map((menu) => <FileMenu key={menu.name} menu={menu} busy={fixed} choose={choose} />)}
        {props.columns.length > 0 && (
          <>
            <p className="ci-title">{props.labels.columns}</p>
            <ol className="ci-columns">
              {shown.map((column) => <Column key={column.place} column={column} busy={fixed} choose={choose} />)}
            </ol>
            <Folded columns={props.columns.filter((column) => column.folded)} busy={fixed} choose={choose} />
          </>
        )}
        {props.notes.map((note) => <p key={note} className="ci-about ca-note">{note}</p>)}
        <footer className="ca-foot">
          <span className="ca-note" role="status">{busy ? props.labels.judging : props.closed || props.last}</span>
        </footer>
      </section>
    </div>
  )
}
