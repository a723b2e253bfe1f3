import type { ProjectKind, Surveyed } from "./survey.ts";

/** A Python project: uv, Poetry, Pipenv, or pip in an environment of its own, with the extra or group that holds its tests. */
export function python(project: Surveyed): ProjectKind | undefined {
  const because = ["pyproject.toml", "setup.py", "requirements.txt", "Pipfile"].find(project.has);
  if (because === undefined) return undefined;
  const texts = DEPENDENCIES.map((file) => project.read(file) ?? "").join("\n");
  const image = `python:${/(\d+\.\d+)/.exec(project.read(".python-version") ?? "")?.[1] ?? "3.13"}`;
  const checks = [
    ...(/\bruff\b/.test(texts) ? ["ruff check ."] : []),
    /pytest/.test(texts) ? "pytest" : "unittest discover",
  ];
  return { language: "python", because, image, ...withManager(project, checks, texts) };
}

const DEPENDENCIES = [
  ...["pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "Pipfile"],
  ...["requirements.txt", "requirements-dev.txt", "dev-requirements.txt", "requirements-test.txt"],
];

type Managed = Pick<ProjectKind, "env" | "steps" | "cache"> & { readonly image?: string };

function withManager({ has, read }: Surveyed, checks: readonly string[], texts: string): Managed {
  const run = (program: string) => checks.map((check) => `${program} ${check}`);
  if (has("uv.lock")) {
    return {
      env: { UV_CACHE_DIR: ".cache/uv" },
      steps: ["pip install uv", "uv sync --locked --all-extras", ...run("uv run python -m")],
      cache: { key: ["uv.lock"], paths: [".cache/uv"] },
    };
  }
  if (has("poetry.lock")) {
    return {
      env: { POETRY_CACHE_DIR: ".cache/poetry", POETRY_VIRTUALENVS_IN_PROJECT: "true" },
      steps: ["pip install poetry", "poetry install --all-extras", ...run("poetry run python -m")],
      cache: { key: ["poetry.lock"], paths: [".cache/poetry"] },
    };
  }
  if (has("Pipfile.lock")) {
    return {
      env: { PIPENV_CACHE_DIR: ".cache/pipenv", PIPENV_VENV_IN_PROJECT: "1" },
      steps: ["pip install pipenv", "pipenv sync --dev", ...run("pipenv run python -m")],
      cache: { key: ["Pipfile.lock"], paths: [".cache/pipenv"] },
    };
  }
  const files = DEPENDENCIES.filter((file) => file.endsWith(".txt") && has(file));
  const settings = read("pyproject.toml") ?? "";
  const extra = testExtra(settings);
  const isPackage = has("setup.py") || /^\[(project|build-system)\]/m.test(settings);
  const install = [
    ...files.map((file) => `-r ${file}`),
    ...(isPackage ? [extra === undefined ? "-e ." : `-e '.[${extra}]'`] : []),
    // What the checks need, and no list of dependencies names.
    ...(/pytest/.test(texts) && extra === undefined && !/^\s*pytest/m.test(files.map((file) => read(file)).join("\n"))
      ? ["pytest"]
      : []),
    ...(/\bruff\b/.test(texts) ? ["ruff"] : []),
  ];
  return {
    env: { PIP_CACHE_DIR: ".cache/pip" },
    steps: [
      "python3 -m venv .venv",
      ...(install.length ? [`.venv/bin/pip install ${install.join(" ")}`] : []),
      ...run(".venv/bin/python -m"),
    ],
    cache: {
      key: [...files, ...(isPackage && has("pyproject.toml") ? ["pyproject.toml"] : [])],
      paths: [".cache/pip"],
    },
  };
}

/** The extra of `[project.optional-dependencies]` that names pytest. */
function testExtra(settings: string): string | undefined {
  const extras = /^\[project\.optional-dependencies\]\n((?:(?!^\[)[^\n]*\n?)*)/m.exec(settings)?.[1] ?? "";
  for (const [, name, list] of extras.matchAll(/^([\w.-]+)\s*=\s*\[([^\]]*)\]/gm)) {
    if (list!.includes("pytest")) return name;
  }
  return undefined;
}
