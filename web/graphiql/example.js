export const example = `# Every kind of run is in this graph. Ctrl-Space completes, Ctrl-Enter runs the operation at the cursor.
# A server that asks for a token takes it in the Headers tab: { "Authorization": "Bearer <token>" }

query Latest {
  dataruns(first: 5, orderBy: [{ field: ID, direction: DESC }]) {
    totalCount
    nodes {
      id
      status
      statusReason
      progress { fraction done total }
      dataset { name }
      leaderboard(first: 3) { method: hyperpartition { method } cvJudgmentMetric }
    }
  }
}

# Live over a websocket: a snapshot first, then each change. Put an id from above into the Variables tab: { "id": "..." }
subscription Watch($id: ID!) {
  datarunUpdated(id: $id) {
    cursor
    kind
    datarun { status progress { fraction done failed total } bestClassifier { cvJudgmentMetric } }
    classifier { status cvJudgmentMetric errorMessage }
  }
}
`;
