#pragma once
#include <memory>

#include "apiserver/rules.h"

namespace coracle::apiserver::crd {

/// Instances are deleted before their definition goes: this finalizer waits for that.
constexpr std::string_view cleanup_finalizer = "customresourcecleanup.apiextensions.k8s.io";

/// What CustomResourceDefinitions do beyond their table: defaults, the rules of names, versions and schemas in
/// kube-apiserver's words, and the finalizer that a deletion begins with.
/// https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
///
/// Refused here although Kubernetes takes it: conversion by webhook.
std::shared_ptr<const Strategy> definition_strategy();

}  // namespace coracle::apiserver::crd
