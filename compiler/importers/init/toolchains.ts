import type { ProjectKind, Surveyed } from "./survey.ts";

/** Languages whose one tool builds and tests. */
export const TOOLCHAINS: readonly ((project: Surveyed) => ProjectKind | undefined)[] = [
  go,
  rust,
  maven,
  gradle,
  ruby,
  php,
];

function go({ read }: Surveyed): ProjectKind | undefined {
  const text = read("go.mod");
  if (text === undefined) return undefined;
  const version = /^go (\d+\.\d+)/m.exec(text)?.[1] ?? "1.25";
  return {
    language: "go",
    because: "go.mod",
    image: `golang:${version}`,
    env: { GOFLAGS: "-buildvcs=false" },
    steps: ["go vet ./...", "go build ./...", "go test ./..."],
  };
}

function rust({ has, read }: Surveyed): ProjectKind | undefined {
  if (!has("Cargo.toml")) return undefined;
  const named = /(\d+\.\d+(?:\.\d+)?)/.exec(read("rust-toolchain.toml") ?? read("rust-toolchain") ?? "")?.[1];
  const locked = has("Cargo.lock") ? " --locked" : "";
  return {
    language: "rust",
    because: "Cargo.toml",
    image: `rust:${named ?? "1"}`,
    env: { CARGO_HOME: ".cargo-home" },
    steps: [`cargo build${locked}`, `cargo test${locked}`],
    ...(locked && { cache: { key: ["Cargo.lock"], paths: [".cargo-home/registry", "target"] } }),
  };
}

function maven({ has, read }: Surveyed): ProjectKind | undefined {
  const text = read("pom.xml");
  if (text === undefined) return undefined;
  const command = has("mvnw") ? "./mvnw" : "mvn";
  return {
    language: "java",
    because: "pom.xml",
    image: `maven:3-eclipse-temurin-${javaVersion(text)}`,
    steps: [`${command} --batch-mode -Dmaven.repo.local=.m2/repository verify`],
    cache: { key: ["pom.xml"], paths: [".m2/repository"] },
  };
}

function gradle({ has, read }: Surveyed): ProjectKind | undefined {
  const because = ["build.gradle.kts", "build.gradle"].find(has);
  if (because === undefined || !has("gradlew")) return undefined;
  return {
    language: "java",
    because,
    image: `eclipse-temurin:${javaVersion(read(because) ?? "")}`,
    env: { GRADLE_USER_HOME: ".gradle-home" },
    steps: ["./gradlew --no-daemon build"],
    cache: { key: [because], paths: [".gradle-home/caches", ".gradle-home/wrapper"] },
  };
}

/** The release that the build file names: a recent one is right for older code too. */
function javaVersion(text: string): string {
  const named = /(?:<(?:maven\.compiler\.release|java\.version|release)>|JavaLanguageVersion\.of\()\s*(\d+)/.exec(
    text,
  )?.[1];
  return ["11", "17", "21", "25"].find((version) => Number(version) >= Number(named ?? 21)) ?? "25";
}

function ruby({ has, read }: Surveyed): ProjectKind | undefined {
  const text = read("Gemfile");
  if (text === undefined) return undefined;
  const version = /(\d+\.\d+)/.exec(read(".ruby-version") ?? "")?.[1] ?? "3.4";
  return {
    language: "ruby",
    because: "Gemfile",
    image: `ruby:${version}`,
    env: { BUNDLE_PATH: "vendor/bundle" },
    steps: ["bundle install", /rspec/.test(text) ? "bundle exec rspec" : "bundle exec rake test"],
    ...(has("Gemfile.lock") && { cache: { key: ["Gemfile.lock"], paths: ["vendor/bundle"] } }),
  };
}

function php({ has, read }: Surveyed): ProjectKind | undefined {
  const text = read("composer.json");
  if (text === undefined) return undefined;
  return {
    language: "php",
    because: "composer.json",
    image: "composer:2",
    env: { COMPOSER_CACHE_DIR: ".composer-cache" },
    steps: [
      "composer install --no-interaction",
      /phpunit/.test(text) ? "vendor/bin/phpunit" : "composer validate --no-check-publish",
    ],
    ...(has("composer.lock") && { cache: { key: ["composer.lock"], paths: [".composer-cache"] } }),
  };
}
