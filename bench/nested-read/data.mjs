// What is read: 20 data sets with 5 dataruns each, 20 hyperpartitions a datarun, some complete classifiers a hyperpartition.

/** The widths are those of a search with F1 over logreg, dt and knn: 5 hyperparameters, 6 scores. */
export async function fill(db, classifiers = 20) {
  await db.query(`insert into dataset (name, class_column, train_path, train_file, n_examples, k_classes, d_features, majority, size_kb)
    select 'dataset-' || i, 'class', 'd' || i || '.csv', '/nowhere/d' || i || '.csv', 569, 2, 30, 0.627416520, 137 from generate_series(1, 20) i`);
  await db.query(`insert into datarun (dataset_id, description, priority, selector, tuner, metric, score_target, k_window, r_minimum, gridding, budget_type, budget, methods, search_seed, status, trials_done)
    select d.id, 'uniform__uniform', 1, 'UNIFORM', 'UNIFORM', 'F1', 'CV', 3, 2, 0, 'CLASSIFIER', 400, '{logreg,dt,knn}', 1, 'SUCCEEDED', 400 from dataset d, generate_series(1, 5) order by d.id`);
  await db.query(`insert into hyperpartition (datarun_id, method, class_path, status, categoricals, constants, tunables)
    select r.id, 'logreg', 'sklearn.linear_model.LogisticRegression', 'INCOMPLETE', '[{"name":"penalty","value":"l2"},{"name":"fit_intercept","value":true}]', '[{"name":"class_weight","value":"balanced"},{"name":"_scale","value":true}]',
      '[{"name":"C","type":"FLOAT_EXP","low":0.00001,"high":100000},{"name":"tol","type":"FLOAT_EXP","low":0.00001,"high":100000}]' from datarun r, generate_series(1, 20) order by r.id`);
  await db.query(`insert into classifier (datarun_id, hyperpartition_id, slot, host, status, hyperparameters, cv_judgment_metric, cv_judgment_metric_stdev, test_judgment_metric, mu_sigma, scores, model_location, model_sha256, model_bytes, metrics_location, finished_at)
    select h.datarun_id, h.id, (row_number() over (partition by h.datarun_id order by h.id, i))::int, 'worker-host', 'COMPLETE',
      jsonb_build_array(jsonb_build_object('name', 'C', 'value', i * 0.37), jsonb_build_object('name', 'tol', 'value', i * 0.00073), '{"name":"penalty","value":"l2"}'::jsonb, '{"name":"fit_intercept","value":true}'::jsonb, '{"name":"_scale","value":true}'::jsonb),
      (h.id * 7919 + i * 104729) % 99991 / 100000.0, 0.0123456789, (h.id * 104729 + i * 7919) % 99991 / 100000.0, 0.4,
      (select jsonb_agg(jsonb_build_object('name', 'f1', 'fold', case when fold < 5 then fold end, 'value', 0.9 + fold * 0.0123)) from generate_series(0, 5) fold),
      'models/dataset-' || h.id || '-' || i || '.model', repeat('0123456789abcdef', 4), 1234, 'metrics/dataset-' || h.id || '-' || i || '.metric', clock_timestamp()
    from hyperpartition h, generate_series(1, $1::int) i order by h.datarun_id, h.id`, [classifiers]);
  await db.query('vacuum analyze');
}

/** 10 data sets, their 50 dataruns, 20 classifiers of each. */
export const query = `query {
  datasets(first: 10) { nodes { id name
    dataruns(first: 5) { nodes { id status
      classifiers(first: 20) { nodes { id status cvJudgmentMetric testJudgmentMetric } } } } } } }`;

/** The same in the schema that PostGraphile makes of our tables; its ids need no kind, its enums are texts. */
export const peerQuery = `query {
  datasets: allDatasets(first: 10) { nodes { id name
    dataruns: datarunsByDatasetId(first: 5) { nodes { id status
      classifiers: classifiersByDatarunId(first: 20) { nodes { id status cvJudgmentMetric testJudgmentMetric } } } } } } }`;

/** The kind in front of our ids aside, every side must answer the same. */
export function comparable(body) {
  return JSON.stringify(JSON.parse(body).data, (key, value) => (key === 'id' ? Number(String(value).replace(/^[a-z]+_/, '')) : value));
}
